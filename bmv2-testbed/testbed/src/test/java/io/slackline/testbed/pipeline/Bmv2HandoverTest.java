package io.slackline.testbed.pipeline;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;

@Tag("bmv2")
@EnabledIf(
        value = "io.slackline.testbed.pipeline.Bmv2PipelineTest#installed",
        disabledReason = "[bmv2] simple_switch_grpc is neither on the PATH nor named by the environment variable BMV2")
class Bmv2HandoverTest extends HandoverBehaviour {

    @Override
    SwitchUnderTest open() throws Exception {
        return new Bmv2Switch(Bmv2Switch.find().orElseThrow());
    }
}
