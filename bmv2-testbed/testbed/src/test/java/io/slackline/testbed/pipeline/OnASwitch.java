package io.slackline.testbed.pipeline;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Behaviours of slackline.p4 whatever executes it: each test has a switch of its own. */
abstract class OnASwitch {

    protected Bench bench;

    abstract SwitchUnderTest open() throws Exception;

    @BeforeEach
    void start() throws Exception {
        bench = new Bench(open());
    }

    @AfterEach
    void stop() throws Exception {
        if (bench != null) {
            bench.close();
        }
    }
}
