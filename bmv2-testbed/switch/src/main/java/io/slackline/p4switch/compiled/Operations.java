package io.slackline.p4switch.compiled;

import io.slackline.p4switch.engine.DropCause;
import io.slackline.p4switch.engine.PacketSink;
import io.slackline.p4switch.interpreter.LongNode;
import io.slackline.p4switch.interpreter.Packet;
import io.slackline.p4switch.state.ActionSource;
import io.slackline.p4switch.state.BoundAction;
import io.slackline.p4switch.state.Entry;
import io.slackline.p4switch.state.TableSnapshot;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** What generated code calls; small enough to be inlined into it. */
final class Operations {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Operations() {}

    static long load(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    static void store(byte[] bytes, int at, long value) {
        LONG.set(bytes, at, value);
    }

    static long shiftLeft(long value, long count) {
        return count < 0 || count >= 64 ? 0 : value << count;
    }

    static long shiftRightUnsigned(long value, long count) {
        return count < 0 || count >= 64 ? 0 : value >>> count;
    }

    static long shiftRight(long value, long count) {
        return value >> (count < 0 || count >= 64 ? 63 : count);
    }

    static long divide(long dividend, long divisor) {
        return divisor == 0 ? 0 : dividend / divisor;
    }

    static long modulo(long dividend, long divisor) {
        return divisor == 0 ? 0 : dividend % divisor;
    }

    static long lookahead(Packet p, int offsetBits, int widthBits, int error) {
        if (!p.has(offsetBits + widthBits)) {
            p.parserError = error;
            return 0;
        }
        return Packet.bits(p.in, p.cursorBits + offsetBits, widthBits);
    }

    /** Moves the parser; gives an error, or -1 if all is well. */
    static int advance(Packet p, long bits, int invalidArgument, int packetTooShort) {
        if ((bits & 7) != 0) {
            return invalidArgument;
        }
        if (bits < 0 || bits > Integer.MAX_VALUE / 2 || !p.has((int) bits)) {
            return packetTooShort;
        }
        p.cursorBits += (int) bits;
        return -1;
    }

    /** One's complement sum of 16-bit words, complemented: the Internet checksum (RFC 1071). */
    static long internetChecksum(long sum) {
        long r = sum;
        while (r >>> 16 != 0) {
            r = (r & 0xFFFF) + (r >>> 16);
        }
        return ~r & 0xFFFF;
    }

    static long crc32(byte[] in, int length, CRC32 crc) {
        crc.reset();
        crc.update(in, 0, length);
        return crc.getValue();
    }

    static long within(long hash, long base, long size) {
        return base + (size == 0 ? 0 : Long.remainderUnsigned(hash, size));
    }

    /** A number from least to most, which is not below it. */
    static long random(RandomGenerator random, long least, long most) {
        long span = most - least + 1;
        return span <= 0
                ? random.nextLong()
                : (span & (span - 1)) == 0 ? least + (random.nextLong() & (span - 1)) : least + random.nextLong(span);
    }

    static void failAssertion(Packet p, PacketSink sink, String where) {
        sink.log("does not hold: " + where);
        sink.dropped(DropCause.ASSERTION_FAILED);
        p.failed = true;
        p.exited = true;
    }

    static boolean inSet(long value, long under, Packet p, int set) {
        return p.forwarding.valueSets()[set].contains(value, under);
    }

    static void actionLoop(Packet p, PacketSink sink) {
        sink.dropped(DropCause.ACTION_LOOP);
        p.failed = true;
        p.exited = true;
    }

    static void parserLoop(Packet p, PacketSink sink) {
        sink.dropped(DropCause.PARSER_LOOP);
        p.failed = true;
    }

    /** What a table with an action profile runs: the entry's action, or the default where there is no entry; null for nothing. */
    static @Nullable BoundAction shared(TableSnapshot snapshot, @Nullable Entry entry, LongNode selector, Packet p) {
        ActionSource source = entry == null ? snapshot.defaultAction() : entry.action();
        return switch (source) {
            case null -> null;
            case ActionSource.Own own -> own.action();
            case ActionSource.MemberCell member -> member.action();
            case ActionSource.GroupCell group -> group.choose(selector.eval(p));
        };
    }
}
