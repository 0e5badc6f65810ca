package io.slackline.testbed.nf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.common.SlacklineException;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class PacketFunctionTest {

    @Test
    void theFirstRuleThatFitsDecides() {
        Firewall firewall = new Firewall(List.of(
                Firewall.Rule.parse("allow udp 10.1.0.0/16 any 53"),
                Firewall.Rule.parse("deny any 10.1.0.0/16 any 1-1023"),
                Firewall.Rule.parse("allow tcp any 10.2.0.2 any")));

        assertTrue(
                firewall.outward(TestFrame.udp("10.1.2.3", 40000, "8.8.8.8", 53).packet()));
        assertFalse(firewall.outward(
                TestFrame.tcp("10.1.2.3", 40000, "10.2.0.2", 80).packet()));
        assertTrue(firewall.outward(
                TestFrame.tcp("10.1.2.3", 40000, "10.2.0.2", 8080).packet()));
        assertFalse(
                firewall.inward(TestFrame.udp("9.9.9.9", 53, "10.1.2.3", 40000).packet()));
        assertEquals(1, firewall.hits(0));
        assertEquals(1, firewall.hits(1));
    }

    @Test
    void aRuleThatCannotBeReadNamesTheForm() {
        SlacklineException refused =
                assertThrows(SlacklineException.class, () -> Firewall.Rule.parse("permit udp any any 53"));
        assertTrue(refused.getMessage().contains("allow|deny udp|tcp|any SOURCE DESTINATION PORTS"));
    }

    @Test
    void natGivesEachInnerEndAPortAndFindsItsWayBack() {
        Nat nat = new Nat(Addresses.ip("10.2.0.1"));
        Set<Integer> ports = new HashSet<>();
        for (int inner = 0; inner < 300; inner++) {
            TestFrame out = TestFrame.udp("10.1.0." + inner % 100, 5000 + inner, "10.2.0.2", 7);
            assertTrue(nat.outward(out.packet()));
            assertEquals(Addresses.ip("10.2.0.1"), out.packet().source());
            assertTrue(out.checksumsAreRight());
            int port = out.packet().sourcePort();
            assertTrue(ports.add(port), "port " + port + " was given twice");

            TestFrame back = TestFrame.udp("10.2.0.2", 7, "10.2.0.1", port);
            assertTrue(nat.inward(back.packet()));
            assertEquals(Addresses.ip("10.1.0." + inner % 100), back.packet().destination());
            assertEquals(5000 + inner, back.packet().destinationPort());
            assertTrue(back.checksumsAreRight());
        }
        TestFrame again = TestFrame.udp("10.1.0.0", 5000, "10.2.0.9", 9);
        assertTrue(nat.outward(again.packet()));
        assertTrue(ports.contains(again.packet().sourcePort()), "a mapping does not depend on the destination");
    }

    @Test
    void natKeepsProtocolsApartAndDropsWhatNobodyAskedFor() {
        Nat nat = new Nat(Addresses.ip("10.2.0.1"));
        TestFrame tcp = TestFrame.tcp("10.1.0.2", 5000, "10.2.0.2", 80);
        assertTrue(nat.outward(tcp.packet()));
        assertTrue(tcp.checksumsAreRight());
        int port = tcp.packet().sourcePort();

        assertFalse(nat.inward(TestFrame.udp("10.2.0.2", 80, "10.2.0.1", port).packet()));
        assertFalse(nat.inward(TestFrame.tcp("10.2.0.2", 80, "10.2.0.1", 60000).packet()));
        assertFalse(nat.inward(TestFrame.tcp("10.2.0.2", 80, "10.2.0.1", 22).packet()));
        assertTrue(nat.inward(TestFrame.tcp("10.2.0.2", 80, "10.2.0.1", port).packet()));
    }

    @Test
    void natForgetsTheQuietestFlowWhenItsTableIsFull() {
        Nat nat = new Nat(Addresses.ip("10.2.0.1"));
        for (int i = 0; i < 200_000; i++) {
            TestFrame frame =
                    TestFrame.udp("10.1.%d.%d".formatted(i >> 14, i >> 6 & 0xFF), 1024 + (i & 63), "10.2.0.2", 7);
            assertTrue(nat.outward(frame.packet()), "flow " + i + " found no port");
        }
    }

    @Test
    void aFlowKeepsItsServerAndServersShareTheFlows() {
        LoadBalancer balancer =
                new LoadBalancer(Addresses.ip("10.3.0.1"), Addresses.ip("10.2.0.11"), Addresses.ip("10.2.0.12"));
        int toFirst = 0;
        for (int flow = 0; flow < 1000; flow++) {
            TestFrame one = TestFrame.tcp("10.1.0.2", 10_000 + flow, "10.3.0.1", 80);
            assertTrue(balancer.outward(one.packet()));
            assertTrue(one.checksumsAreRight());
            TestFrame two = TestFrame.tcp("10.1.0.2", 10_000 + flow, "10.3.0.1", 80);
            assertTrue(balancer.outward(two.packet()));
            assertEquals(one.packet().destination(), two.packet().destination());
            toFirst += one.packet().destination() == Addresses.ip("10.2.0.11") ? 1 : 0;

            TestFrame answer = TestFrame.tcp("10.2.0.12", 80, "10.1.0.2", 10_000 + flow);
            assertTrue(balancer.inward(answer.packet()));
            assertEquals(Addresses.ip("10.3.0.1"), answer.packet().source());
            assertTrue(answer.checksumsAreRight());
        }
        assertTrue(toFirst > 400 && toFirst < 600, toFirst + " of 1000 flows went to the first server");
        TestFrame other = TestFrame.udp("10.1.0.2", 10_000, "10.2.0.99", 53);
        assertTrue(balancer.outward(other.packet()));
        assertEquals(Addresses.ip("10.2.0.99"), other.packet().destination());
    }

    @Test
    void aHopCostsTimeToLiveAndChangesTheMacs() {
        TestFrame frame = TestFrame.udp("10.1.0.2", 1, "10.2.0.2", 2);
        assertTrue(frame.packet().route(Addresses.mac("02:00:00:00:00:0a"), Addresses.mac("02:00:00:00:00:0b")));
        assertEquals(63, frame.bytes()[22]);
        assertEquals(0x0b, frame.bytes()[5]);
        assertEquals(0x0a, frame.bytes()[11]);
        assertTrue(frame.checksumsAreRight());
        frame.bytes()[22] = 1;
        assertFalse(frame.packet().route(0, 0));
    }

    @Test
    void whatIsNoWholeUnfragmentedIpv4PacketIsNotLookedAt() {
        Packet packet = new Packet();
        byte[] good = TestFrame.udp("10.1.0.2", 1, "10.2.0.2", 2).bytes();
        assertTrue(packet.view(MemorySegment.ofArray(good), 0, good.length));
        assertFalse(packet.view(MemorySegment.ofArray(good), 0, good.length - 1), "cut off");
        byte[] fragment = good.clone();
        fragment[20] = 0x20;
        assertFalse(packet.view(MemorySegment.ofArray(fragment), 0, fragment.length));
        byte[] arp = good.clone();
        arp[13] = 6;
        assertFalse(packet.view(MemorySegment.ofArray(arp), 0, arp.length));
        byte[] icmp = good.clone();
        icmp[23] = 1;
        assertFalse(packet.view(MemorySegment.ofArray(icmp), 0, icmp.length));
    }

    @Test
    void aFullWayGivesUpItsQuietestFlow() {
        FlowTable table = new FlowTable(1);
        // Keys that begin their search at the same slot.
        long[] keys = LongStream.iterate(1, key -> key + 1)
                .filter(key -> key * 0x9E3779B97F4A7C15L >= 0)
                .limit(9)
                .toArray();
        for (int flow = 0; flow < 8; flow++) {
            assertEquals(FlowTable.NONE, table.put(keys[flow], flow));
        }
        assertEquals(0, table.get(keys[0]));
        assertEquals(1, table.put(keys[8], 8), "the one that was not looked at since");
        assertEquals(FlowTable.NONE, table.get(keys[1]));
        assertEquals(0, table.get(keys[0]));
    }

    @Test
    void latencyBucketsAreThoseOfTheDocument() {
        assertEquals(0, HarvestRegion.bucket(63));
        assertEquals(1, HarvestRegion.bucket(64));
        assertEquals(63, HarvestRegion.bucket(4095));
        assertEquals(64, HarvestRegion.bucket(4096));
        assertEquals(65, HarvestRegion.bucket(4096 + 128));
        assertEquals(96, HarvestRegion.bucket(8192));
        assertEquals(639, HarvestRegion.bucket(Long.MAX_VALUE));
    }
}
