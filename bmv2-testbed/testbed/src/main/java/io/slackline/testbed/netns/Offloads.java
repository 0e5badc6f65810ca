package io.slackline.testbed.netns;

import io.slackline.testbed.linux.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Turns the offloads of an interface off, as {@code ethtool -K} does: a P4 switch that forwards frames between veths needs
 * real checksums and frames of wire size in them. See ethtool's {@code SIOCETHTOOL} in linux/ethtool.h and netdevice(7).
 */
public final class Offloads {
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;
    private static final long SIOCETHTOOL = 0x8946;
    private static final int NAME_SIZE = 16;
    private static final int IFREQ_SIZE = 40;
    private static final int[] SETTERS = {
        0x15, // ETHTOOL_SRXCSUM
        0x17, // ETHTOOL_STXCSUM
        0x1f, // ETHTOOL_STSO
        0x24, // ETHTOOL_SGSO
        0x2c, // ETHTOOL_SGRO
        0x19, // ETHTOOL_SSG
    };

    private Offloads() {}

    /** Checksums, segmentation and aggregation off; must run on a thread inside the interface's namespace. */
    public static void disable(String interfaceName) {
        int socket = Libc.socket(AF_INET, SOCK_DGRAM, 0);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(8, 4);
            MemorySegment request = arena.allocate(IFREQ_SIZE, 8);
            byte[] name = interfaceName.getBytes(StandardCharsets.US_ASCII);
            MemorySegment.copy(name, 0, request, ValueLayout.JAVA_BYTE, 0, name.length);
            request.set(ValueLayout.ADDRESS, NAME_SIZE, value);
            for (int setter : SETTERS) {
                value.set(ValueLayout.JAVA_INT, 0, setter);
                value.set(ValueLayout.JAVA_INT, 4, 0);
                Libc.ioctl(socket, SIOCETHTOOL, request, "SIOCETHTOOL of " + interfaceName);
            }
        } finally {
            Libc.close(socket);
        }
    }
}
