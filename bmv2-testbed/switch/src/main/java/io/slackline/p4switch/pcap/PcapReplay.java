package io.slackline.p4switch.pcap;

import io.slackline.p4switch.device.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Lets the packets of capture files in, in the order of their times, as if each file's port had received them. */
public final class PcapReplay {

    private record Arrival(int port, PcapReader.Captured packet) {}

    private PcapReplay() {}

    /**
     * Runs the packets of all files through the device, as fast as it goes.
     *
     * @param files by port number
     */
    public static void run(Device device, Map<Integer, Path> files) throws IOException {
        List<Arrival> arrivals = new ArrayList<>();
        for (Map.Entry<Integer, Path> file : files.entrySet()) {
            for (PcapReader.Captured packet : PcapReader.read(file.getValue())) {
                arrivals.add(new Arrival(file.getKey(), packet));
            }
        }
        arrivals.sort(Comparator.comparingLong(a -> a.packet.nanos()));
        for (Arrival arrival : arrivals) {
            byte[] bytes = arrival.packet.bytes();
            device.beginBatch();
            try {
                device.receive(arrival.port, bytes, 0, bytes.length);
            } finally {
                device.endBatch();
            }
        }
    }
}
