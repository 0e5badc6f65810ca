package io.slackline.p4switch;

import io.slackline.p4switch.device.Device;
import io.slackline.p4switch.device.DeviceConfig;
import io.slackline.p4switch.device.DropCounts;
import io.slackline.p4switch.device.PortOutput;
import io.slackline.p4switch.grpc.OfflineWrites;
import io.slackline.p4switch.script.RuntimeScript;
import io.slackline.p4switch.target.TargetException;
import io.slackline.p4switch.trace.TraceSession;
import io.slackline.p4switch.trace.v1.PacketTrace;
import io.slackline.p4switch.trace.v1.TraceRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** A switch without ports and clients, for a few packets. Its clock stands still and its random numbers are the same each time. */
final class OfflineTrace {

    private static final PortOutput EVERY_PORT = new PortOutput() {
        @Override
        public boolean send(int port, byte[] packet, int offset, int length) {
            return true;
        }

        @Override
        public void flush() {}
    };

    private final Device device;

    private OfflineTrace(Device device) {
        this.device = device;
    }

    /** Runs a program. */
    static OfflineTrace of(Path program, int cpuPort) throws IOException {
        DeviceConfig config = new DeviceConfig(
                cpuPort, DeviceConfig.DEFAULT_DROP_PORT, () -> 0, () -> 0, new SplittableRandom(1), Engine.INTERPRETED);
        // Digest lists have nobody to go to, so the timer does nothing.
        Device device = new Device(config, EVERY_PORT, _ -> {}, new DropCounts());
        device.commit(device.load(PipelineFiles.json(program)));
        return new OfflineTrace(device);
    }

    /**
     * Writes entries: a WriteRequest where there is a P4Info, else bmv2's commands.
     *
     * @throws TargetException for the first that is refused
     */
    void write(Path program, Path entries, Optional<Path> p4Info) throws IOException {
        try {
            if (p4Info.isPresent()) {
                OfflineWrites.apply(
                        device, PipelineFiles.pipeline(program, p4Info.get()), PipelineFiles.updates(entries));
            } else {
                RuntimeScript.run(device, PipelineFiles.text(entries));
            }
        } catch (TargetException e) {
            throw new TargetException(e.code(), entries + ": " + e.getMessage(), e);
        }
    }

    /** Runs packets one after another, and hands on the traces of those that the request wants. */
    void run(int port, List<byte[]> packets, TraceRequest.Builder request, Consumer<PacketTrace> each) {
        int number = 0;
        for (byte[] packet : packets) {
            number++;
            // A session for each packet: it is over when the packet is.
            TraceSession session = new TraceSession(request.setCount(1).build());
            device.attach(session);
            device.beginBatch();
            try {
                device.receive(port, packet, 0, packet.length);
            } finally {
                device.endBatch();
            }
            device.detach(session);
            Optional<PacketTrace> trace = session.taken();
            if (trace.isPresent()) {
                each.accept(trace.get().toBuilder().setNumber(number).build());
            }
        }
    }
}
