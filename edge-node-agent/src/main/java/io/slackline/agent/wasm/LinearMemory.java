package io.slackline.agent.wasm;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.types.MutabilityType;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * The state of an instance as bytes: the pages of its memory that are not all zero, and its mutable globals. Big-endian: pages, then for each page
 * that follows its number and 65,536 bytes, then -1, then the number of globals, then for each its index and value (low and high half). Tables are not
 * in it: what changes its tables while it runs cannot be moved.
 */
final class LinearMemory {
    private static final int END = -1;

    private LinearMemory() {}

    static byte[] snapshot(Instance instance) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            var memory = instance.memory();
            out.writeInt(memory.pages());
            for (int page = 0; page < memory.pages(); page++) {
                var content = memory.readBytes(page * Memory.PAGE_SIZE, Memory.PAGE_SIZE);
                if (!isZero(content)) {
                    out.writeInt(page);
                    out.write(content);
                }
            }
            out.writeInt(END);
            int mutable = 0;
            for (int i = 0; i < instance.globalCount(); i++) {
                mutable += isMutable(instance, i) ? 1 : 0;
            }
            out.writeInt(mutable);
            for (int i = 0; i < instance.globalCount(); i++) {
                if (isMutable(instance, i)) {
                    out.writeInt(i);
                    out.writeLong(instance.global(i).getValueLow());
                    out.writeLong(instance.global(i).getValueHigh());
                }
            }
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return bytes.toByteArray();
    }

    /** Makes a fresh instance of the same module what the other was. */
    static void restore(Instance instance, byte[] snapshot) {
        try (var in = new DataInputStream(new ByteArrayInputStream(snapshot))) {
            var memory = instance.memory();
            int pages = in.readInt();
            if (memory.pages() < pages && memory.grow(pages - memory.pages()) < 0) {
                throw new SlacklineException(
                        Code.RESOURCE_EXHAUSTED,
                        "the snapshot has " + pages / 16 + " MiB of memory, more than allowed");
            }
            memory.fill((byte) 0, 0, memory.pages() * Memory.PAGE_SIZE);
            var content = new byte[Memory.PAGE_SIZE];
            for (int page = in.readInt(); page != END; page = in.readInt()) {
                in.readFully(content);
                memory.write(page * Memory.PAGE_SIZE, content);
            }
            for (int left = in.readInt(); left > 0; left--) {
                var global = instance.global(in.readInt());
                global.setValueLow(in.readLong());
                global.setValueHigh(in.readLong());
            }
        } catch (IOException | IndexOutOfBoundsException cut) {
            throw new SlacklineException(Code.INVALID_ARGUMENT, "not a snapshot of this module: " + cut, cut);
        }
    }

    private static boolean isMutable(Instance instance, int global) {
        return instance.global(global).getMutabilityType() == MutabilityType.Var;
    }

    private static boolean isZero(byte[] content) {
        for (byte each : content) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }
}
