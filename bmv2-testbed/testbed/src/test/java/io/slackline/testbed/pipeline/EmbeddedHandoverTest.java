package io.slackline.testbed.pipeline;

class EmbeddedHandoverTest extends HandoverBehaviour {

    @Override
    SwitchUnderTest open() throws Exception {
        return new EmbeddedSwitch();
    }
}
