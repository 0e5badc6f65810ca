/**
 * The embedded switch: loads what p4c compiled for bmv2, serves P4Runtime, moves packets. {@code Switch} puts engine and ports together,
 * {@code Main} is its command line.
 */
@NullMarked
package io.slackline.p4switch;

import org.jspecify.annotations.NullMarked;
