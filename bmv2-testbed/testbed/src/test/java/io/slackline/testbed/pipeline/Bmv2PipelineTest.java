package io.slackline.testbed.pipeline;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;

/** The behaviours on real bmv2, where it is installed. */
@Tag("bmv2")
class Bmv2PipelineTest extends PipelineBehaviour {

    @Override
    SwitchUnderTest open() throws Exception {
        Optional<Path> binary = Bmv2Switch.find();
        assumeTrue(
                binary.isPresent(),
                "simple_switch_grpc is neither on the PATH nor named by the environment variable BMV2");
        return new Bmv2Switch(binary.orElseThrow());
    }
}
