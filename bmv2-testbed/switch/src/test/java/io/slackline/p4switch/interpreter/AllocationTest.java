package io.slackline.p4switch.interpreter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.slackline.p4switch.Engine;
import io.slackline.p4switch.device.Device;
import io.slackline.p4switch.device.DeviceConfig;
import io.slackline.p4switch.device.DropCounts;
import io.slackline.p4switch.device.PortOutput;
import io.slackline.p4switch.device.SwitchFixture;
import io.slackline.p4switch.target.CloneSession;
import io.slackline.p4switch.target.MulticastGroup;
import io.slackline.p4switch.target.Replica;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packet path makes no garbage. */
final class AllocationTest {

    private static final int PACKETS = 20_000;

    private static final PortOutput NOWHERE = new PortOutput() {
        @Override
        public boolean send(int port, byte[] packet, int offset, int length) {
            return true;
        }

        @Override
        public void flush() {}
    };

    private static Device device(String program, Engine engine) {
        DeviceConfig config = new DeviceConfig(
                255, DeviceConfig.DEFAULT_DROP_PORT, System::nanoTime, () -> 0, new SplittableRandom(1), engine);
        Device device = new Device(config, NOWHERE, Runnable::run, new DropCounts());
        device.commit(device.load(SwitchFixture.resource("/p4/" + program + ".json")));
        device.insertMulticastGroup(new MulticastGroup(7, List.of(new Replica(1, 1), new Replica(3, 2))));
        device.insertCloneSession(new CloneSession(5, List.of(new Replica(2, 0)), 0));
        return device;
    }

    private static void send(Device device, byte[] packet, int count) {
        for (int i = 0; i < count; i++) {
            device.beginBatch();
            try {
                device.receive(1, packet, 0, packet.length);
            } finally {
                device.endBatch();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "wire, 00",
        "router, 0000000000aa0000000000bb0800450000140001000040060000c0a800010a000001",
        "copier, 0000",
        "copier, 0100",
        "copier, 0200",
        "copier, 0300",
        "copier, 0400",
        "copier, 0503",
        "memory, 01000000010123456789abcdeffedcba9876543210",
        "memory, 08000000010123456789abcdeffedcba9876543210",
        "memory, 0c000000010123456789abcdeffedcba9876543210",
    })
    void makesNoGarbagePerPacket(String program, String packet) {
        for (Engine engine : Engine.values()) {
            assertEquals(0, bytesPerPacket(program, packet, engine), engine + ": bytes per packet");
        }
    }

    private static long bytesPerPacket(String program, String packet, Engine engine) {
        Device device = device(program, engine);
        byte[] bytes = SwitchFixture.bytes(packet);
        send(device, bytes, PACKETS);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().threadId();
        long before = threads.getThreadAllocatedBytes(thread);
        send(device, bytes, PACKETS);
        return (threads.getThreadAllocatedBytes(thread) - before) / PACKETS;
    }
}
