/** The processes of the lab: started with its mark, stopped, continued and killed one by one, and all found at the end. */
@NullMarked
package io.zsan.lab.process;

import org.jspecify.annotations.NullMarked;
