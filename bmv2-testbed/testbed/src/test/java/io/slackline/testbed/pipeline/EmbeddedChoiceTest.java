package io.slackline.testbed.pipeline;

class EmbeddedChoiceTest extends ChoiceBehaviour {

    @Override
    SwitchUnderTest open() throws Exception {
        return new EmbeddedSwitch();
    }
}
