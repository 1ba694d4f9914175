/** That the picture of a run shows what it must, whatever the run. */
@NullMarked
package io.zsan.testkit.timeline;

import org.jspecify.annotations.NullMarked;
