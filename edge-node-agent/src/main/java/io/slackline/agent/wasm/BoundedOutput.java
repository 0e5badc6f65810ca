package io.slackline.agent.wasm;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.Objects;

/** Keeps what is written up to a bound; what is more is counted and dropped. */
final class BoundedOutput extends OutputStream {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final int limit;
    private boolean exceeded;

    BoundedOutput(int limit) {
        this.limit = limit;
    }

    @Override
    public void write(int each) {
        write(new byte[] {(byte) each}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int fits = Math.min(length, limit - kept.size());
        kept.write(bytes, offset, fits);
        exceeded |= fits < length;
    }

    boolean exceeded() {
        return exceeded;
    }

    byte[] bytes() {
        return kept.toByteArray();
    }
}
