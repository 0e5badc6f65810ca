package io.slackline.p4switch.stf;

/** A test that cannot be read or carried out. The message begins with the line's number. */
public final class StfException extends RuntimeException {

    StfException(int line, String message) {
        super("line " + line + ": " + message);
    }

    StfException(int line, String message, Throwable cause) {
        super("line " + line + ": " + message, cause);
    }
}
