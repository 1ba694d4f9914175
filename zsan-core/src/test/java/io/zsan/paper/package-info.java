/** A fleet on paper, for the tests of decisions and of the facade: what actions do is what {@link io.zsan.decide.Projection} says. */
package io.zsan.paper;
