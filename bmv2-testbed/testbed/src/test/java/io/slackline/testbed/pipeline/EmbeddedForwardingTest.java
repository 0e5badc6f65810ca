package io.slackline.testbed.pipeline;

class EmbeddedForwardingTest extends ForwardingBehaviour {

    @Override
    SwitchUnderTest open() throws Exception {
        return new EmbeddedSwitch();
    }
}
