package io.slackline.p4switch;

import org.jspecify.annotations.Nullable;

/** The machine lacks what was asked for: an interface, a privilege. The message says how to get it. */
final class MissingFromEnvironment extends RuntimeException {

    MissingFromEnvironment(@Nullable String message, Throwable cause) {
        super(message, cause);
    }
}
