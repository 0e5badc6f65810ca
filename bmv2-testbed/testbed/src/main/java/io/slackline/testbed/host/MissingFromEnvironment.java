package io.slackline.testbed.host;

import io.slackline.common.SlacklineException;

/** The machine lacks something; the message says what, what for, and how to get it. The commands' exit code is 3. */
public final class MissingFromEnvironment extends SlacklineException {
    private static final long serialVersionUID = 1L;

    public MissingFromEnvironment(String message) {
        super(Code.FAILED_PRECONDITION, message);
    }
}
