/**
 * Functions as users run them at the edge, after Table 1 of the NEMO paper and the Python benchmark family, and the requests for them: arrivals
 * by a Poisson process, in equal shares or shaped like a public trace. Everything is seeded: the same numbers make the same stream.
 */
@NullMarked
package io.slackline.testbed.workload;

import org.jspecify.annotations.NullMarked;
