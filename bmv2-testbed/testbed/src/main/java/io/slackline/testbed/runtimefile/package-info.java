/**
 * Programs any P4Runtime switch from the runtime files of p4lang's tutorials: P4Info, bmv2 JSON, table entries, multicast groups and
 * clone sessions, by name. {@code slackline testbed program} and the Mininet networks made from {@code topology.json} use it.
 */
@NullMarked
package io.slackline.testbed.runtimefile;

import org.jspecify.annotations.NullMarked;
