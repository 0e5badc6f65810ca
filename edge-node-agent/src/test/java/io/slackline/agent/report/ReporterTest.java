package io.slackline.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ReporterTest {
    @Test
    void aSwitchWithoutAWayToItIsTriedAgainAndHoldsUpNoOther() throws Exception {
        // The loopback cannot be the source of what goes elsewhere (RFC 1122, section 3.2.1.3).
        var elsewhere = new InetSocketAddress("192.0.2.1", 9560);
        var loopback = InetAddress.getLoopbackAddress();
        var reports = new CountDownLatch(150);
        try (var here = new DatagramSocket(0, loopback)) {
            here.setSoTimeout(30_000);
            var plan = new ReportPlan(
                    1,
                    2,
                    3,
                    List.of(elsewhere, (InetSocketAddress) here.getLocalSocketAddress()),
                    Duration.ofMillis(10));
            try (var reporter = new Reporter(
                    () -> {
                        reports.countDown();
                        return new ReportContent(false, 100, 0, 0, 0, 1000);
                    },
                    Optional.of(loopback),
                    Thread.ofPlatform().daemon().factory())) {
                reporter.follow(plan);
                here.receive(new DatagramPacket(new byte[100], 100));
                assertTrue(reports.await(30, TimeUnit.SECONDS));
                assertTrue(reporter.failed() >= 2, "tried " + reporter.failed() + " times");
                assertEquals(0, reports.getCount());
            }
        }
    }
}
