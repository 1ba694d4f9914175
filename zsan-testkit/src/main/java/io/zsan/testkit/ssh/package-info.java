/**
 * The fake nodes behind a real ssh server, so that ssh, quoting, deadlines and processes are in the path of a test.
 *
 * <p>Lives here: servers, keys, and the relay that makes a silent node silent on the wire. Everything listens on the
 * loopback address only, and ends with {@link io.zsan.testkit.ssh.SshFleet#close}.
 */
@NullMarked
package io.zsan.testkit.ssh;

import org.jspecify.annotations.NullMarked;
