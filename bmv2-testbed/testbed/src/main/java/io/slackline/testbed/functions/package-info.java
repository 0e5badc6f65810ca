/**
 * The sample functions: real computations in Python, their artifacts, and requests with answers computed beforehand by the same
 * code. A client that holds the answers can tell a wrong one from a right one without computing anything itself.
 */
@NullMarked
package io.slackline.testbed.functions;

import org.jspecify.annotations.NullMarked;
