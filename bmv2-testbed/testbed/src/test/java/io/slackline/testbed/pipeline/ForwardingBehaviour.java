package io.slackline.testbed.pipeline;

import static io.slackline.testbed.pipeline.Bench.CLIENT;
import static io.slackline.testbed.pipeline.Bench.SERVICE_IP;
import static io.slackline.testbed.pipeline.Bench.SWITCH_MAC;
import static io.slackline.testbed.pipeline.Bench.node;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.slackline.pipeline.Affinity;
import io.slackline.pipeline.Cause;
import io.slackline.pipeline.Ipv4;
import io.slackline.pipeline.MacAddress;
import io.slackline.pipeline.PipelineEntry.LocalAddress;
import io.slackline.pipeline.PipelineEntry.Node;
import io.slackline.pipeline.PipelineEntry.RemoteNode;
import io.slackline.pipeline.PipelineEntry.Route;
import io.slackline.pipeline.PipelineEntry.Router;
import io.slackline.pipeline.PipelineEntry.Service;
import io.slackline.pipeline.PipelineEntry.Station;
import io.slackline.pipeline.PipelineEntry.TunnelEnd;
import io.slackline.pipeline.ServiceKey;
import io.slackline.pipeline.Steering;
import io.slackline.testbed.pipeline.SwitchUnderTest.Sent;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Tunnels, routes, and what is never steered. */
abstract class ForwardingBehaviour extends OnASwitch {

    private static final ServiceKey HTTP = new ServiceKey(Ipv4.parse(SERVICE_IP), ServiceKey.TCP, 80);
    private static final MacAddress NEXT_HOP = MacAddress.parse("02:00:00:00:0a:01");
    private static final MacAddress REMOTE_MAC = MacAddress.parse("02:00:00:00:0b:01");
    private static final String NEAR_END = "192.0.2.1";
    private static final String FAR_END = "203.0.113.9";
    private static final String ELSEWHERE = "198.51.100.7";
    private static final int VNI = 0xABCDEF;
    private static final RemoteNode REMOTE =
            new RemoteNode(2, 3, REMOTE_MAC, NEXT_HOP, SWITCH_MAC, Ipv4.parse(NEAR_END), Ipv4.parse(FAR_END), VNI);

    private static Service pinned(int node) {
        return new Service(HTTP, new Steering.Pinned(0, node, 1, Affinity.none()));
    }

    private static byte[] request(String payload) {
        return Frames.tcp(CLIENT, SWITCH_MAC, SERVICE_IP, 1000, 80, Frames.ACK | Frames.PSH, payload);
    }

    private Sent only(int port, byte[] packet) throws InterruptedException {
        List<Sent> left = bench.exchange(port, packet);
        assertEquals(1, left.size(), "one packet in, one packet out");
        return left.getFirst();
    }

    // ---- tunnels

    @Test
    void aRemoteNodeGetsItsRequestsThroughATunnel() throws Exception {
        bench.controller.delete(new Node(2, 2, node(2).mac()));
        bench.controller.insert(REMOTE, pinned(2));
        for (String payload : List.of("", "x", "GET / HTTP/1.1", "y".repeat(1400))) {
            byte[] request = request(payload);
            Sent sent = only(CLIENT.port(), request);
            assertEquals(3, sent.port());
            byte[] inside = Frames.withDestination(request, REMOTE_MAC);
            assertArrayEquals(
                    Frames.vxlan(NEXT_HOP, SWITCH_MAC, NEAR_END, FAR_END, 1000 | 0xC000, VNI, inside.length, inside),
                    sent.packet());
        }
        assertEquals(4, bench.controller.packets(REMOTE));
        assertEquals(4, bench.count(Cause.SERVICE_STEERED));
    }

    @Test
    void paddingIsNotCountedInTheTunnel() throws Exception {
        bench.controller.modify(REMOTE);
        bench.controller.insert(pinned(2));
        byte[] padded = Arrays.copyOf(request(""), 60);
        Sent sent = only(CLIENT.port(), padded);
        byte[] inside = Frames.withDestination(padded, REMOTE_MAC);
        assertArrayEquals(
                Frames.vxlan(NEXT_HOP, SWITCH_MAC, NEAR_END, FAR_END, 1000 | 0xC000, VNI, 54, inside), sent.packet());
    }

    private static byte[] tunnelled(int vni, byte[] frame) {
        return Frames.vxlan(SWITCH_MAC, NEXT_HOP, NEAR_END, FAR_END, 0xC001, vni, frame.length, frame);
    }

    private void farEnd() {
        bench.controller.insert(
                new LocalAddress(Ipv4.parse(FAR_END), SWITCH_MAC),
                new TunnelEnd(Ipv4.parse(FAR_END), VNI),
                new Station(node(3).mac(), 3));
    }

    @Test
    void aTunnelEndsAtItsFarSwitch() throws Exception {
        farEnd();
        for (byte[] frame : List.of(
                Frames.tcp(CLIENT, node(3).mac(), "10.9.9.9", 1000, 80, Frames.SYN, "hello"),
                Frames.udp(CLIENT, node(3).mac(), "10.9.9.9", 1000, 80, new byte[3]),
                Frames.udpFragment(CLIENT, node(3).mac(), "10.9.9.9", 80),
                Frames.ethernet(node(3).mac(), CLIENT.mac(), 0x86DD, new byte[60]))) {
            Sent sent = only(1, tunnelled(VNI, frame));
            assertEquals(3, sent.port());
            assertArrayEquals(frame, sent.packet());
        }
        assertEquals(4, bench.controller.packets(new TunnelEnd(Ipv4.parse(FAR_END), VNI)));
    }

    @Test
    void whatATunnelCarriesIsSteeredWhereItEnds() throws Exception {
        farEnd();
        bench.controller.insert(pinned(1));
        byte[] request = request("GET /");
        Sent sent = only(2, tunnelled(VNI, request));
        assertEquals(1, sent.port());
        assertArrayEquals(Frames.withDestination(request, node(1).mac()), sent.packet());
    }

    @Test
    void onlyTunnelsOfTheSwitchEndHere() throws Exception {
        farEnd();
        bench.controller.insert(pinned(1));
        bench.dropped(2, tunnelled(VNI + 1, request("")), Cause.NOT_STEERABLE);
        byte[] transit = Frames.vxlan(node(3).mac(), NEXT_HOP, NEAR_END, "203.0.113.10", 1, VNI, 54, request(""));
        Sent sent = only(2, transit);
        assertEquals(3, sent.port());
        assertArrayEquals(transit, sent.packet());
        assertEquals(0, bench.count(Cause.SERVICE_STEERED));
    }

    @Test
    void noReportComesThroughATunnel() throws Exception {
        farEnd();
        byte[] report = Frames.inband(node(1), SWITCH_MAC, Bench.REPORT_IP, bench.report(1, 100));
        bench.dropped(1, tunnelled(VNI, report), Cause.MALFORMED);
        assertEquals(0, bench.count(Cause.REPORT_ACCEPTED));
    }

    // ---- routes

    private void router() {
        bench.controller.insert(
                new Router(SWITCH_MAC),
                new Route(Ipv4.parse("198.51.100.0"), 24, 2, NEXT_HOP, SWITCH_MAC),
                new Route(Ipv4.parse("198.51.100.128"), 25, 3, REMOTE_MAC, SWITCH_MAC));
    }

    @Test
    void routesWhatIsSentToTheRouter() throws Exception {
        router();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 40; i++) {
            int id = random.nextInt(1 << 16);
            int ttl = 2 + random.nextInt(254);
            int flags = i % 2 == 0 ? 0x4000 : 0x2000;
            Sent sent = only(4, Frames.ipv4(SWITCH_MAC, CLIENT.mac(), CLIENT.ip(), ELSEWHERE, ttl, id, flags));
            assertEquals(2, sent.port());
            assertArrayEquals(
                    Frames.ipv4(NEXT_HOP, SWITCH_MAC, CLIENT.ip(), ELSEWHERE, ttl - 1, id, flags), sent.packet());
        }
        assertEquals(40, bench.count(Cause.ROUTED));
    }

    /** The checksum of the header grows by 0x0100; all values at which that carries are tried. */
    @Test
    void theChecksumStaysRightWhereItCarries() throws Exception {
        router();
        int wrong = 0;
        for (int id = 0; id < 1 << 16; id++) {
            byte[] frame = Frames.ipv4(SWITCH_MAC, CLIENT.mac(), CLIENT.ip(), ELSEWHERE, 9, id, 0);
            int checksum = (frame[24] & 0xFF) << 8 | frame[25] & 0xFF;
            if (checksum >= 0xFF00 && checksum % 16 == 15 || checksum == 0xFEFF || checksum == 0) {
                byte[] expected = Frames.ipv4(NEXT_HOP, SWITCH_MAC, CLIENT.ip(), ELSEWHERE, 8, id, 0);
                wrong += Arrays.equals(expected, only(4, frame).packet()) ? 0 : 1;
            }
        }
        assertEquals(0, wrong);
    }

    @Test
    void theLongestPrefixWinsAndTheDefaultRouteIsLast() throws Exception {
        router();
        byte[] toUpper = Frames.ipv4(SWITCH_MAC, CLIENT.mac(), CLIENT.ip(), "198.51.100.200", 9, 1, 0);
        byte[] toOther = Frames.ipv4(SWITCH_MAC, CLIENT.mac(), CLIENT.ip(), "192.0.2.77", 9, 1, 0);
        assertEquals(3, only(4, toUpper).port());
        bench.dropped(4, toOther, Cause.NO_ROUTE);
        bench.controller.insert(new Route(0, 0, 1, NEXT_HOP, SWITCH_MAC));
        assertEquals(1, only(4, toOther).port());
        assertEquals(3, only(4, toUpper).port());
    }

    @Test
    void aPacketAtTheEndOfItsHopsIsDropped() throws Exception {
        router();
        for (int ttl = 0; ttl < 2; ttl++) {
            bench.dropped(
                    4, Frames.ipv4(SWITCH_MAC, CLIENT.mac(), CLIENT.ip(), ELSEWHERE, ttl, 1, 0), Cause.TTL_EXPIRED);
        }
    }

    @Test
    void localTrafficIsNotRouted() throws Exception {
        router();
        bench.controller.insert(new Route(0, 0, 1, NEXT_HOP, SWITCH_MAC), pinned(2), new Station(node(3).mac(), 3));
        assertEquals(2, bench.steered(request("")), "a service");
        byte[] bridged = Frames.ipv4(node(3).mac(), CLIENT.mac(), CLIENT.ip(), ELSEWHERE, 9, 1, 0);
        assertArrayEquals(bridged, only(4, bridged).packet(), "to another station");
        bench.dropped(4, Frames.ethernet(SWITCH_MAC, CLIENT.mac(), 0x86DD, new byte[60]), Cause.L2_DROPPED);
        bench.dropped(4, Frames.ipv4(SWITCH_MAC, CLIENT.mac(), CLIENT.ip(), SERVICE_IP, 9, 1, 0), Cause.NOT_STEERABLE);
        byte[] options = Frames.withOptions(Frames.ipv4(SWITCH_MAC, CLIENT.mac(), CLIENT.ip(), ELSEWHERE, 9, 1, 0));
        Sent routed = only(4, options);
        assertArrayEquals(
                Frames.withOptions(Frames.ipv4(NEXT_HOP, SWITCH_MAC, CLIENT.ip(), ELSEWHERE, 8, 1, 0)),
                routed.packet(),
                "options are left alone");
    }

    // ---- never steered

    @Test
    void whatHasNoPlainHeaderIsNeverSteered() throws Exception {
        bench.controller.insert(pinned(1), new Router(SWITCH_MAC));
        byte[] request = request("GET /");
        bench.dropped(4, Frames.tagged(request, 0), Cause.L2_DROPPED);
        bench.dropped(4, Frames.tagged(request, 0x2007), Cause.L2_DROPPED);
        byte[] ipv6 = request.clone();
        ipv6[12] = (byte) 0x86;
        ipv6[13] = (byte) 0xDD;
        bench.dropped(4, ipv6, Cause.L2_DROPPED);
        bench.dropped(4, Frames.withOptions(request), Cause.NOT_STEERABLE);
        byte[] first = request.clone();
        first[20] = 0x20;
        bench.dropped(4, first, Cause.FRAGMENT);
        byte[] later = request.clone();
        later[20] = 0;
        later[21] = 10;
        bench.dropped(4, later, Cause.FRAGMENT);
        assertEquals(0, bench.count(Cause.SERVICE_STEERED));
        assertEquals(1, bench.steered(request));
    }

    @Test
    void aTaggedFrameToAStationPassesAsItIs() throws Exception {
        bench.controller.insert(new Station(node(3).mac(), 3), pinned(1));
        byte[] tagged = Frames.tagged(Frames.withDestination(request(""), node(3).mac()), 7);
        Sent sent = only(4, tagged);
        assertEquals(3, sent.port());
        assertArrayEquals(tagged, sent.packet());
    }
}
