/** The contracts of drivers, held to the lab: what a real tgtd and a real ZFS do, and what of it does not apply. */
@NullMarked
package io.zsan.lab.contract;

import org.jspecify.annotations.NullMarked;
