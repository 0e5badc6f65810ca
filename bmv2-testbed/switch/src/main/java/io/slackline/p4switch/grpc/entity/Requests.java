package io.slackline.p4switch.grpc.entity;

import io.slackline.p4switch.target.TargetException;
import p4.v1.Index;
import p4.v1.Update;

/** Checks that several entities share. */
final class Requests {

    /**
     * Refuses other updates than MODIFY.
     *
     * @throws TargetException INVALID_ARGUMENT
     */
    static void requireModify(Update.Type type, String what) {
        if (type != Update.Type.MODIFY) {
            throw TargetException.invalid(what + " can only be modified: the update's type is " + type);
        }
    }

    static TargetException badType(Update.Type type, String what) {
        return TargetException.invalid(what + ": the update's type is " + type + "; valid: INSERT, MODIFY, DELETE");
    }

    /**
     * Reads an index.
     *
     * @throws TargetException INVALID_ARGUMENT if negative, OUT_OF_RANGE if past the end
     */
    static long index(Index index, long size, String what) {
        if (index.getIndex() < 0) {
            throw TargetException.invalid(what + ": index " + index.getIndex() + " is negative");
        }
        if (index.getIndex() >= size) {
            throw new TargetException(
                    TargetException.Code.OUT_OF_RANGE,
                    what + ": index " + index.getIndex() + " is past the end; valid: 0 to " + (size - 1));
        }
        return index.getIndex();
    }

    static TargetException unimplemented(String message) {
        return new TargetException(TargetException.Code.UNIMPLEMENTED, message);
    }

    static TargetException denied(String message) {
        return new TargetException(TargetException.Code.PERMISSION_DENIED, message);
    }

    private Requests() {}
}
