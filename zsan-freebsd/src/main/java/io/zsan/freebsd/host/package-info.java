/** What a host says of itself that is neither storage nor network: its rc.conf and the room on its file systems. */
@NullMarked
package io.zsan.freebsd.host;

import org.jspecify.annotations.NullMarked;
