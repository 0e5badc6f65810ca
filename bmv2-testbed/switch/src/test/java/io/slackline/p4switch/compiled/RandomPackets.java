package io.slackline.p4switch.compiled;

import io.slackline.p4switch.device.SwitchFixture;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Packets for the programs of the test resources. */
final class RandomPackets {

    private RandomPackets() {}

    static final List<String> SAMPLES = List.of(
            "0000000000aa0000000000bb0800450000140001000040060000c0a800010a000001",
            "0000000000aa0000000000bb08004600001800010000400600000a0000010a00000100000000",
            "0000000000aa0000000000bb86dd600000000000064020010db800000000000000000000000120010db8000000000000000000000002",
            "01000000010123456789abcdeffedcba9876543210",
            "08000000010123456789abcdeffedcba9876543210",
            "0d000000030000000000000000fedcba9876543210",
            "0503",
            "01aabbccddeeff00000005",
            "030000000000000000000a",
            "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20");

    /** Any octets, more often few and small ones, so that they mean something to a program. */
    static byte[] next(SplittableRandom random) {
        byte[] bytes = new byte[random.nextInt(8) == 0 ? random.nextInt(400) : random.nextInt(48)];
        random.nextBytes(bytes);
        if (random.nextInt(4) > 0) {
            int known = random.nextInt(SAMPLES.size());
            byte[] sample = SwitchFixture.bytes(SAMPLES.get(known));
            System.arraycopy(sample, 0, bytes, 0, Math.min(sample.length, bytes.length));
            for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(1 << (1 + random.nextInt(8)));
            }
            if (random.nextInt(3) == 0) {
                return Arrays.copyOf(bytes, Math.max(bytes.length, sample.length));
            }
        } else if (bytes.length > 0) {
            bytes[0] = (byte) random.nextInt(20);
        }
        return bytes;
    }
}
