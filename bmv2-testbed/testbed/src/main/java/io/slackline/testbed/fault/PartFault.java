package io.slackline.testbed.fault;

import java.util.Optional;

/** A fault of one part's processes. */
public sealed interface PartFault extends Fault permits Kill, Restart, Stop, Slow, FullDisk, SlowDisk, ClockStep {

    Part.Kind part();

    /** Whose part it is; there is none where the testbed has just one. */
    Optional<String> node();

    /** The two together. Errors: IllegalArgumentException when the node is missing, or is one too many. */
    default Part victim() {
        return new Part(part(), node());
    }
}
