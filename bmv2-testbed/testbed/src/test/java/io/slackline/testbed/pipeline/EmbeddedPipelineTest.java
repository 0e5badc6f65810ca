package io.slackline.testbed.pipeline;

/** The behaviours on the embedded switch. */
class EmbeddedPipelineTest extends PipelineBehaviour {

    @Override
    SwitchUnderTest open() throws Exception {
        return new EmbeddedSwitch();
    }
}
