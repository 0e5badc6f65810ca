package io.slackline.p4switch;

/** The machine lacks what was asked for: an interface, a privilege. The message says how to get it. */
final class MissingFromEnvironment extends RuntimeException {

    MissingFromEnvironment(String message, Throwable cause) {
        super(message, cause);
    }
}
