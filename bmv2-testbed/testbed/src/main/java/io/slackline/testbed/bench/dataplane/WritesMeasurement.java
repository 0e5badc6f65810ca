package io.slackline.testbed.bench.dataplane;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.slackline.p4switch.Engine;
import io.slackline.p4switch.grpc.P4RuntimeServer;
import io.slackline.pipeline.SlacklinePipeline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.LoggerFactory;
import p4.v1.TableEntry;
import p4.v1.Update;
import p4.v1.WriteRequest;

/**
 * Measures table writes through P4Runtime over loopback, in a JVM of its own: candidate entries in batches, inserted into empty tables until
 * there are {@value #ENTRIES}, then deleted; client and server share the machine. Prints inserts per second, one line for each round.
 */
public final class WritesMeasurement {

    private static final int ENTRIES = 128_000;
    private static final int BATCH = 1_000;
    private static final int WARM_UP_ROUNDS = 3;
    private static final int ROUNDS = 5;

    private WritesMeasurement() {}

    public static void main(String[] arguments) throws IOException {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
        SlacklinePipeline pipeline = SlacklinePipeline.bmv2();
        try (P4RuntimeServer server = P4RuntimeServer.on(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        P4RuntimeClient.DEVICE,
                        new InMemorySwitch(Engine.COMPILED, System::nanoTime).device())
                .start()) {
            try (P4RuntimeClient client = new P4RuntimeClient(server.port(), pipeline)) {
                run(pipeline, client);
            }
        }
    }

    private static void run(SlacklinePipeline pipeline, P4RuntimeClient client) {
        List<TableEntry> entries = new ArrayList<>();
        int[] nodes = new int[64];
        Arrays.setAll(nodes, slot -> 1 + slot);
        for (int group = 1; entries.size() < ENTRIES; group++) {
            entries.addAll(pipeline.candidates(group, nodes, nodes));
        }
        List<WriteRequest> inserts = P4RuntimeClient.batches(entries, Update.Type.INSERT, BATCH);
        List<WriteRequest> deletes = P4RuntimeClient.batches(entries, Update.Type.DELETE, BATCH);
        for (int round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
            long start = System.nanoTime();
            inserts.forEach(client::write);
            double seconds = (System.nanoTime() - start) / 1e9;
            deletes.forEach(client::write);
            if (round >= WARM_UP_ROUNDS) {
                Samples.print("inserts", entries.size() / seconds);
            }
        }
    }
}
