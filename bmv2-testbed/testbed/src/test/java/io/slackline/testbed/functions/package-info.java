/** Tests of the sample functions against independent computations. */
@NullMarked
package io.slackline.testbed.functions;

import org.jspecify.annotations.NullMarked;
