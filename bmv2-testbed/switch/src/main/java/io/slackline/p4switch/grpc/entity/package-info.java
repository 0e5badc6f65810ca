/**
 * The entities of P4Runtime, one class for each: what an update of it changes in the target, and what a read of it finds there.
 * Everything a client sends is checked here against the schema before the target sees it; nothing here knows about connections.
 */
@NullMarked
package io.slackline.p4switch.grpc.entity;

import org.jspecify.annotations.NullMarked;
