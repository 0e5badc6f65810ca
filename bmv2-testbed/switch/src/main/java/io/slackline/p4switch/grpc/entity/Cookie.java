package io.slackline.p4switch.grpc.entity;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import p4.v1.TableEntry;

/**
 * The two things that a controller may attach to a table entry. The target keeps them as one string of bytes: nothing when both
 * are unset, else the eight bytes of the number and then the other.
 *
 * @param controllerMetadata the deprecated number
 * @param metadata what came after it
 */
record Cookie(long controllerMetadata, ByteString metadata) {

    static final Cookie NONE = new Cookie(0, ByteString.EMPTY);

    @SuppressWarnings("deprecation")
    static Cookie of(TableEntry entry) {
        return new Cookie(entry.getControllerMetadata(), entry.getMetadata());
    }

    static Cookie fromBytes(ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            return NONE;
        }
        ByteBuffer view = bytes.duplicate();
        return new Cookie(view.getLong(), ByteString.copyFrom(view));
    }

    ByteBuffer toBytes() {
        if (equals(NONE)) {
            return ByteBuffer.allocate(0).asReadOnlyBuffer();
        }
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + metadata.size());
        bytes.putLong(controllerMetadata).put(metadata.asReadOnlyByteBuffer()).flip();
        return bytes.asReadOnlyBuffer();
    }

    @SuppressWarnings("deprecation")
    void putInto(TableEntry.Builder entry) {
        entry.setControllerMetadata(controllerMetadata).setMetadata(metadata);
    }

    /** Whether a read that filters by these two wants an entry that has the others. */
    boolean selects(Cookie other) {
        return (controllerMetadata == 0 || controllerMetadata == other.controllerMetadata)
                && (metadata.isEmpty() || metadata.equals(other.metadata));
    }
}
