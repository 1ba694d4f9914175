/**
 * What every driver of storage nodes and database nodes has to do, as JUnit suites that anyone who writes one extends.
 *
 * <p>Lives here: the suites ({@link io.zsan.testkit.contract.StorageNodeContract},
 * {@link io.zsan.testkit.contract.DatabaseNodeContract}), what they are run on
 * ({@link io.zsan.testkit.contract.Subject}, {@link io.zsan.testkit.contract.Stage}), and the two subjects that zsan has:
 * fake nodes, and the hosts of a fleet file. The suites know the SPI of the core only. Needs JUnit Jupiter's API.
 */
@NullMarked
package io.zsan.testkit.contract;

import org.jspecify.annotations.NullMarked;
