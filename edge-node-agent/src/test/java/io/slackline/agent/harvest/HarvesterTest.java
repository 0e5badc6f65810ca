package io.slackline.agent.harvest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.agent.slack.ProcessTimes;
import io.slackline.agent.slack.ProcessTree;
import io.slackline.common.config.ConfigLoader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The harvester on an NF and a device of the test's own: files that say what the test wants. */
final class HarvesterTest {
    private static final long WINDOW_NANOS = 100_000_000;
    private static final int PID = 77;

    @TempDir
    Path directory;

    private final List<String> backOffs = new ArrayList<>();
    private long now = 1_000_000_000;
    private long busyNanos;
    private Path nfs;
    private Path stat;
    private Path net;
    private ByteBuffer nf;
    private Harvester harvester;

    @BeforeEach
    void start() throws IOException {
        nfs = Files.createDirectories(directory.resolve("nfs"));
        stat = directory.resolve("stat");
        net = directory.resolve("net");
        Files.writeString(stat, "cpu0 0 0 0 0 0 0 0 0\n");
        device();
        nf = nf("fw");
        harvester = harvester("");
    }

    @AfterEach
    void stop() {
        harvester.close();
    }

    private Harvester harvester(String more) {
        var config = ConfigLoader.parse(
                "{nfDirectory: " + nfs + ", deferDevices: [veth1], sysClassNet: " + net
                        + ", holds: [20us, 40us, 60us], minGainMillicores: 20, baselineEvery: 1h" + more + "}",
                "harvest",
                HarvestConfig.class);
        return new Harvester(
                config,
                directory,
                List.of(),
                stat,
                this::times,
                () -> now,
                (name, why) -> backOffs.add(name + ": " + why));
    }

    private void device() throws IOException {
        var statistics = Files.createDirectories(net.resolve("veth1/statistics"));
        for (var counter : List.of("rx_packets", "rx_bytes", "rx_dropped", "rx_missed_errors", "rx_fifo_errors")) {
            Files.writeString(statistics.resolve(counter), "0\n");
        }
        Files.writeString(net.resolve("veth1/gro_flush_timeout"), "0\n");
        Files.writeString(net.resolve("veth1/napi_defer_hard_irqs"), "1\n");
    }

    private ByteBuffer nf(String name) throws IOException {
        var file = nfs.resolve(name);
        Files.write(file, new byte[NfRegion.BYTES]);
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, NfRegion.BYTES);
            mapped.order(ByteOrder.LITTLE_ENDIAN);
            mapped.putInt(0, NfRegion.MAGIC).putInt(4, NfRegion.VERSION).putInt(8, PID);
            mapped.put(16, "firewall".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return mapped;
        }
    }

    private ProcessTimes times() {
        return new ProcessTimes(new ProcessTree(directory, () -> now), pid -> OptionalLong.of(busyNanos));
    }

    private int holdMicros() {
        return nf.getInt(64) == 0 ? 0 : nf.getInt(68);
    }

    /** A window in which the NF takes so much CPU, and its packets so long. */
    private void window(int millicores, int packets, int lost, long latencyNanos) throws IOException {
        now += WINDOW_NANOS;
        busyNanos += WINDOW_NANOS * millicores / 1000;
        nf.putLong(128, nf.getLong(128) + packets);
        nf.putLong(136, nf.getLong(136) + 1000L * packets);
        nf.putLong(144, nf.getLong(144) + lost);
        int at = 1024 + 8 * LatencyHistogram.bucket(latencyNanos);
        nf.putLong(at, nf.getLong(at) + packets);
        harvester.tick();
    }

    private void baseline() throws IOException {
        harvester.tick();
        for (int i = 0; i < 5; i++) {
            window(900, 1000, 0, 100_000);
        }
    }

    /** Windows at one hold until it is known. */
    private void windows(int count, int millicores, long latencyNanos) throws IOException {
        for (int i = 0; i < count; i++) {
            window(millicores, 1000, 0, latencyNanos);
        }
    }

    @Test
    void goesFromHoldToHoldAsFarAsItPaysAndStaysThere() throws IOException {
        baseline();
        assertEquals(0, holdMicros());
        harvester.demand(true);
        assertEquals(20, holdMicros());
        windows(3, 500, 101_000);
        assertEquals(40, holdMicros());
        windows(3, 300, 102_000);
        assertEquals(60, holdMicros());
        windows(3, 295, 103_000);
        assertEquals(40, holdMicros(), "60 us save 5 millicores more: past the inflection point");
        assertEquals(List.of(), backOffs);
        window(300, 1000, 0, 102_000);
        var state = harvester.state();
        assertTrue(state.on());
        assertEquals(600, state.harvestedMillicores());
        assertEquals(new Tag("firewall", 1024), state.nfs().getLast().tag());
    }

    @Test
    void isOffAfterTheLastFunctionAndOnAtTheBestHoldForTheNext() throws IOException {
        baseline();
        harvester.demand(true);
        windows(3, 500, 101_000);
        harvester.demand(false);
        window(500, 1000, 0, 101_000);
        window(900, 1000, 0, 100_000);
        assertEquals(0, holdMicros());
        assertFalse(harvester.state().on());
        window(900, 1000, 0, 100_000);
        assertEquals(400, harvester.state().avoidableMillicores(), 15);
        harvester.demand(true);
        assertEquals(40, holdMicros());
    }

    @Test
    void backsOffWithinOneWindowWhenLatencyLeavesItsBound() throws IOException {
        baseline();
        harvester.demand(true);
        window(500, 1000, 0, 150_000);
        assertEquals(0, holdMicros());
        assertEquals(1, backOffs.size());
        assertTrue(
                backOffs.getFirst().startsWith("firewall: 100.0 % of its packets take longer than"),
                backOffs.getFirst());
        assertEquals(1, harvester.state().backOffs());
    }

    @Test
    void backsOffWithinOneWindowWhenPacketsAreLost() throws IOException {
        baseline();
        harvester.demand(true);
        window(500, 1000, 50, 100_000);
        assertEquals(0, holdMicros());
        assertTrue(backOffs.getFirst().contains("gets 95.24 % of its packets through, 100.00 %"), backOffs.getFirst());
    }

    @Test
    void aFewSlowPacketsAreNoReason() throws IOException {
        baseline();
        harvester.demand(true);
        int at = 1024 + 8 * LatencyHistogram.bucket(5_000_000);
        nf.putLong(at, 12);
        window(500, 1000, 0, 100_000);
        assertEquals(List.of(), backOffs);
    }

    @Test
    void nothingIsHarvestedWithoutABaseline() throws IOException {
        harvester.tick();
        harvester.demand(true);
        window(900, 100, 0, 100_000);
        assertEquals(0, holdMicros());
    }

    @Test
    void nothingIsHarvestedWhenItIsSwitchedOff() throws IOException {
        harvester.close();
        harvester = harvester(", enabled: false");
        baseline();
        harvester.demand(true);
        window(900, 1000, 0, 100_000);
        assertEquals(0, holdMicros());
    }

    @Test
    void aProfileOutlivesTheAgent() throws IOException {
        baseline();
        harvester.demand(true);
        windows(4, 500, 101_000);
        windows(4, 300, 102_000);
        harvester.close();
        assertEquals(0, holdMicros());
        harvester = harvester("");
        harvester.tick();
        window(900, 1000, 0, 100_000);
        harvester.demand(true);
        assertEquals(60, holdMicros());
    }

    @Test
    void aDeviceIsSlowedNoFurtherThanIsHarmlessWithoutKnowingItsLatencyAndGetsItsOriginalsBack() throws IOException {
        harvester.tick();
        ticks(5, 9);
        harvester.demand(true);
        assertEquals("20000", setting("gro_flush_timeout"));
        assertEquals("2", setting("napi_defer_hard_irqs"));
        assertEquals(
                List.of("defer/veth1/gro_flush_timeout 0", "defer/veth1/napi_defer_hard_irqs 1"),
                Files.readAllLines(directory.resolve("harvest-originals")));
        harvester.close();
        assertEquals("0", setting("gro_flush_timeout"));
        assertEquals("1", setting("napi_defer_hard_irqs"));
        assertFalse(Files.exists(directory.resolve("harvest-originals")));
    }

    @Test
    void theOriginalsComeBackAtTheNextStartAfterACrash() throws IOException {
        harvester.tick();
        ticks(5, 9);
        harvester.demand(true);
        assertEquals("20000", setting("gro_flush_timeout"));
        var afterTheCrash = harvester("");
        assertEquals("0", setting("gro_flush_timeout"));
        assertEquals("1", setting("napi_defer_hard_irqs"));
        assertFalse(Files.exists(directory.resolve("harvest-originals")));
        afterTheCrash.close();
    }

    /** Windows in which softirqs take so many ticks and the device a thousand packets. */
    private void ticks(int windows, int ticks) throws IOException {
        for (int i = 1; i <= windows; i++) {
            now += WINDOW_NANOS;
            Files.writeString(stat, "cpu0 0 0 0 0 0 0 " + i * ticks + " 0\n");
            Files.writeString(net.resolve("veth1/statistics/rx_packets"), i * 1000 + "\n");
            Files.writeString(net.resolve("veth1/statistics/rx_bytes"), i * 1_000_000 + "\n");
            harvester.tick();
        }
    }

    private String setting(String name) throws IOException {
        return Files.readString(net.resolve("veth1").resolve(name)).strip();
    }

    @Test
    void anNfThatHasGoneIsForgotten() throws IOException {
        baseline();
        Files.delete(nfs.resolve("fw"));
        harvester.tick();
        assertTrue(harvester.state().nfs().stream()
                .noneMatch(each -> each.tag().nf().equals("firewall")));
    }
}
