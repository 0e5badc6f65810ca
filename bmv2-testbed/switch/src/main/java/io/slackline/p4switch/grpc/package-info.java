/**
 * The P4Runtime server: who may speak (arbitration), which pipeline runs, and how requests, errors and streams travel over gRPC. A
 * thin adapter: all forwarding state is in the {@link io.slackline.p4switch.target.P4Target}, all knowledge of entities in
 * {@code grpc.entity}. Everything that changes state happens under the one lock of a {@code ControlledDevice}.
 */
@NullMarked
package io.slackline.p4switch.grpc;

import org.jspecify.annotations.NullMarked;
