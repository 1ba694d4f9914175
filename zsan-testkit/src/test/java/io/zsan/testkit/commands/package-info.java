/** The list of commands in docs/commands.md, held against what the drivers run. */
@NullMarked
package io.zsan.testkit.commands;

import org.jspecify.annotations.NullMarked;
