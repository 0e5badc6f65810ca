package io.slackline.testbed.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.testbed.live.RunDirectory;
import io.slackline.testbed.nf.KernelNf;
import io.slackline.testbed.nf.NetworkFunctionProcess;
import io.slackline.testbed.nf.NfKind;
import io.slackline.testbed.nf.NfNetwork;
import io.slackline.testbed.nf.Traffic.Offer;
import io.slackline.testbed.nf.Traffic.Window;
import io.slackline.testbed.nf.TrafficProcess;
import io.slackline.testbed.process.JavaCommand;
import io.slackline.testbed.process.ManagedProcess;
import io.slackline.testbed.process.Supervisor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Each network function, in userspace and in the kernel, forwards what a source sends at a gentle rate; nothing is lost. */
final class NetworkFunctionScenario implements Scenario {
    private static final double RATE = 2_000;
    private static final int FRAME_BYTES = 1_000;

    @Override
    public void run() throws Exception {
        RunDirectory directory = RunDirectory.ofSandbox();
        int core = Math.min(1, Runtime.getRuntime().availableProcessors() - 1);
        NfNetwork.build();
        try (Supervisor supervisor = new Supervisor(directory.logs())) {
            JavaCommand jvm = JavaCommand.ofThisProcess(directory.temporary());
            TrafficProcess traffic = TrafficProcess.start(supervisor, jvm, 0);
            for (NfKind kind : NfKind.values()) {
                Path region = directory.file("nf-" + kind.functionName());
                ManagedProcess process = NetworkFunctionProcess.start(supervisor, jvm, kind, core, 0, region);
                assertForwards(traffic, supervisor, new Offer(kind, false, FRAME_BYTES, RATE));
                process.terminate();
                assertTrue(process.awaitExit(Duration.ofSeconds(5)));
                assertTrue(Files.notExists(region), "its region is gone with it");
                KernelNf.apply(kind);
                assertForwards(traffic, supervisor, new Offer(kind, true, FRAME_BYTES, RATE));
                KernelNf.clear();
            }
            traffic.offer(new Offer(NfKind.NAT, true, FRAME_BYTES, RATE));
            supervisor.sleep(Duration.ofMillis(300));
            assertTrue(traffic.mark().sent() > 0);
            supervisor.sleep(Duration.ofMillis(200));
            assertEquals(0, traffic.mark().received(), "without a network function nothing passes");
        }
    }

    private static void assertForwards(TrafficProcess traffic, Supervisor supervisor, Offer offer) {
        traffic.mark();
        traffic.offer(offer);
        supervisor.sleep(Duration.ofMillis(700));
        traffic.offer(new Offer(offer.through(), offer.toKernel(), offer.frameBytes(), 0));
        supervisor.sleep(Duration.ofMillis(300));
        Window window = traffic.mark();
        assertTrue(window.sent() > 500, offer + ": only " + window.sent() + " packets were sent");
        assertEquals(window.sent(), window.received(), offer.toString());
        assertTrue(window.latency().getMinValue() > 0, "a packet arrived before it was sent");
    }
}
