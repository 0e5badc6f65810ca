/**
 * Tests of programs in the simple test framework's language (STF) of p4c: table entries, packets in, packets expected. A file is parsed into
 * statements, which run on a device whose ports are in memory.
 */
@NullMarked
package io.slackline.p4switch.stf;

import org.jspecify.annotations.NullMarked;
