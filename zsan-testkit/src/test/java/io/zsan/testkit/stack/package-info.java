/** The whole stack in one thread and in virtual time: the facade, decisions, drivers and parsers, on fake nodes. */
@NullMarked
package io.zsan.testkit.stack;

import org.jspecify.annotations.NullMarked;
