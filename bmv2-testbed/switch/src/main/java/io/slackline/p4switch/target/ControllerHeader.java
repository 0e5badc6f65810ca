package io.slackline.p4switch.target;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Layout of a header that only the controller and the switch exchange ({@code packet_in}, {@code packet_out}): fields one after
 * another without gaps, most significant bit first, as the program's own header of that name.
 *
 * @param widthsBits width of each field, padding fields included; the sum is a whole number of bytes
 */
public record ControllerHeader(List<Integer> widthsBits) {

    public ControllerHeader {
        widthsBits = List.copyOf(widthsBits);
        if (sum(widthsBits) % 8 != 0) {
            throw TargetException.invalid("controller header of " + sum(widthsBits) + " bits: expected whole bytes");
        }
    }

    public int lengthBytes() {
        return sum(widthsBits) / 8;
    }

    /** Puts the header before the payload. */
    public byte[] join(List<BigInteger> values, byte[] payload) {
        if (values.size() != widthsBits.size()) {
            throw TargetException.invalid(
                    "controller header has " + widthsBits.size() + " fields, got " + values.size() + " values");
        }
        BigInteger all = BigInteger.ZERO;
        for (int i = 0; i < values.size(); i++) {
            BigInteger value = values.get(i);
            if (value.signum() < 0 || value.bitLength() > widthsBits.get(i)) {
                throw new TargetException(
                        TargetException.Code.OUT_OF_RANGE,
                        "controller header field " + i + ": " + value + " does not fit " + widthsBits.get(i) + " bits");
            }
            all = all.shiftLeft(widthsBits.get(i)).or(value);
        }
        int length = lengthBytes();
        byte[] packet = new byte[length + payload.length];
        byte[] head = all.toByteArray();
        int copied = Math.min(head.length, length);
        System.arraycopy(head, head.length - copied, packet, length - copied, copied);
        System.arraycopy(payload, 0, packet, length, payload.length);
        return packet;
    }

    /** Values of the header's fields at the start of a packet. */
    public List<BigInteger> values(byte[] packet) {
        BigInteger all = new BigInteger(1, Arrays.copyOf(requireWhole(packet), lengthBytes()));
        List<BigInteger> values = new ArrayList<>();
        int below = sum(widthsBits);
        for (int width : widthsBits) {
            below -= width;
            values.add(all.shiftRight(below).and(BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE)));
        }
        return values;
    }

    /** What follows the header. */
    public byte[] payload(byte[] packet) {
        return Arrays.copyOfRange(requireWhole(packet), lengthBytes(), packet.length);
    }

    private byte[] requireWhole(byte[] packet) {
        if (packet.length < lengthBytes()) {
            throw TargetException.invalid(
                    "packet of " + packet.length + " bytes is shorter than its controller header of " + lengthBytes());
        }
        return packet;
    }

    private static int sum(List<Integer> widths) {
        return widths.stream().mapToInt(Integer::intValue).sum();
    }
}
