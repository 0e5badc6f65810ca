package io.slackline.testbed.linux;

import io.slackline.common.SlacklineException.Code;

/** errno(3): the numbers that the testbed's calls meet, with their names and what they mean for the user. */
final class Errno {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int ENODEV = 19;
    static final int EINVAL = 22;
    static final int EOPNOTSUPP = 95;
    static final int ENETDOWN = 100;

    private Errno() {}

    static String name(int errno) {
        return switch (errno) {
            case EPERM -> "EPERM, not permitted";
            case ENOENT -> "ENOENT, no such file";
            case EINTR -> "EINTR, interrupted";
            case EAGAIN -> "EAGAIN, try again";
            case EACCES -> "EACCES, permission denied";
            case ENODEV -> "ENODEV, no such device";
            case EINVAL -> "EINVAL, invalid argument";
            case EOPNOTSUPP -> "EOPNOTSUPP, not supported";
            case ENETDOWN -> "ENETDOWN, the interface is down";
            default -> "see errno(3)";
        };
    }

    static Code code(int errno) {
        return switch (errno) {
            case EPERM, EACCES -> Code.FAILED_PRECONDITION;
            case ENOENT, ENODEV -> Code.NOT_FOUND;
            default -> Code.INTERNAL;
        };
    }
}
