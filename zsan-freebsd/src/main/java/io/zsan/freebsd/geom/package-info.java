/** What {@code geom} and {@code sysctl} say of a node's disks and kernel, as values. */
@NullMarked
package io.zsan.freebsd.geom;

import org.jspecify.annotations.NullMarked;
