/**
 * Reads the JSON that p4c's v1model backend writes for bmv2, resolves every name, and refuses by name and source line whatever
 * the engines cannot execute: what this package lets through, they run.
 */
@NullMarked
package io.slackline.p4switch.load;

import org.jspecify.annotations.NullMarked;
