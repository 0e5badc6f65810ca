package io.slackline.p4switch.compiled;

import io.slackline.p4switch.interpreter.Hashes;
import io.slackline.p4switch.ir.Calculation;
import io.slackline.p4switch.ir.Calculation.Algorithm;
import io.slackline.p4switch.ir.Calculation.Input;
import io.slackline.p4switch.ir.Field;
import java.lang.classfile.Label;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.CRC32;

/**
 * Writes checksums and hashes. Where all inputs are fields of fixed width, their places in the input are constants, as long as all their
 * headers are valid; otherwise the interpreter's node computes.
 */
final class CalculationWriter {

    private final Body body;

    CalculationWriter(Body body) {
        this.body = body;
    }

    void push(int index) {
        Calculation calculation = body.nodes().ir().calculations().get(index);
        if (!fixed(calculation.inputs()) || !knows(calculation.algorithm())) {
            body.pushNode(body.nodes().calculation(index));
            return;
        }
        Pieces pieces = new Pieces();
        TreeSet<Integer> validities = new TreeSet<>();
        for (Input input : calculation.inputs()) {
            if (input instanceof Input.OfField(Field field, int validSlot)) {
                pieces.add(field);
                validities.add(validSlot);
            }
        }
        validities.removeIf(slot -> slot < 0);
        Label absent = body.code().newLabel();
        Label end = body.code().newLabel();
        for (int valid : validities) {
            body.pushSlot(valid).code().lconst_0().lcmp().ifeq(absent);
        }
        value(calculation.algorithm(), pieces);
        if (!validities.isEmpty()) {
            body.code().goto_(end).labelBinding(absent);
            body.pushNode(body.nodes().calculation(index));
            body.code().labelBinding(end);
        }
    }

    private static boolean fixed(List<Input> inputs) {
        return inputs.stream().allMatch(i -> i instanceof Input.OfField(Field field, int _) && !field.variable());
    }

    private static boolean knows(Algorithm algorithm) {
        return switch (algorithm) {
            case CRC16, CRC32, CRC_CCITT, CSUM16, XOR16 -> true;
            default -> false;
        };
    }

    private void value(Algorithm algorithm, Pieces pieces) {
        switch (algorithm) {
            case CSUM16 -> {
                words(pieces, () -> body.code().ladd());
                body.call("internetChecksum", long.class, long.class);
            }
            case XOR16 -> words(pieces, () -> body.code().lxor());
            case CRC16 -> hash(pieces, "crc16");
            case CRC_CCITT -> hash(pieces, "ccitt");
            case CRC32 -> {
                input(pieces);
                bytes(pieces);
                body.push(new CRC32(), CRC32.class);
                body.call("crc32", long.class, byte[].class, int.class, CRC32.class);
            }
            default -> throw new IllegalArgumentException("not translated: " + algorithm);
        }
    }

    /** Combines the 16-bit words of the input. */
    private void words(Pieces pieces, Runnable combine) {
        body.code().lconst_0();
        for (Pieces.Piece piece : pieces.pieces) {
            int last = (piece.offset() + piece.width() - 1) / 16;
            for (int word = piece.offset() / 16; word <= last; word++) {
                boolean whole = piece.offset() >= 16 * word && piece.offset() + piece.width() <= 16 * (word + 1);
                Pieces.push(body, piece, 16 * (word + 1), whole ? -1L : 0xFFFFL);
                combine.run();
            }
        }
    }

    private void hash(Pieces pieces, String function) {
        input(pieces);
        bytes(pieces);
        body.code().invokestatic(Types.of(Hashes.class), function, Types.method(long.class, byte[].class, int.class));
    }

    private void input(Pieces pieces) {
        pieces.writeStores(
                body,
                () -> body.pushField("hashInput", byte[].class),
                () -> body.code().iconst_0());
    }

    private void bytes(Pieces pieces) {
        body.pushField("hashInput", byte[].class);
        body.code().loadConstant(pieces.bytes());
    }
}
