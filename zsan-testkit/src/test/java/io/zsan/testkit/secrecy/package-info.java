/**
 * No secret of CHAP, and not the key they come from, gets anywhere but to the nodes: a whole service is run in a JVM of its
 * own, everything that it says is kept, and all of it is searched.
 */
@NullMarked
package io.zsan.testkit.secrecy;

import org.jspecify.annotations.NullMarked;
