/**
 * Many simulations: seeds on all processors, what they met in numbers, and what is left of a schedule that broke a promise
 * when everything is taken away that did not matter. What is printed depends on the seeds alone, not on which thread was
 * faster. What happens inside of one simulation is not known here.
 */
@NullMarked
package io.zsan.testkit.campaign;

import org.jspecify.annotations.NullMarked;
