/**
 * Coverage-guided fuzzing of everything that reads what a node printed, with Jazzer.
 *
 * <p>What is shown here: whatever a parser is given, it reads it or refuses it as it should, and in time; and no damage to an
 * output of a real system makes it look healthier. A short run is part of every build; {@code mvn -Pfuzz} makes it as long
 * as one likes. What a run has found becomes a test beside its parser.
 */
package io.zsan.freebsd.fuzz;
