package io.slackline.testbed.system;

/** What runs inside the sandbox; has a constructor without parameters. A failure is whatever it throws. */
interface Scenario {
    void run() throws Exception;
}
