package io.slackline.testbed.pipeline;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;

/** The behaviours on real bmv2, where it is installed. */
@Tag("bmv2")
@EnabledIf(
        value = "installed",
        disabledReason = "[bmv2] simple_switch_grpc is neither on the PATH nor named by the environment variable BMV2")
class Bmv2PipelineTest extends PipelineBehaviour {

    static boolean installed() {
        return Bmv2Switch.find().isPresent();
    }

    @Override
    SwitchUnderTest open() throws Exception {
        return new Bmv2Switch(Bmv2Switch.find().orElseThrow());
    }
}
