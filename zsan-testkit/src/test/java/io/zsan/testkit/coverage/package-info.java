/**
 * What the simulator alone reaches of the decisions. A branch that no fault, no incident and no request of the host
 * application leads to has been tried by nobody but its author.
 */
package io.zsan.testkit.coverage;
