package io.slackline.testbed.fault;

import io.slackline.api.v1.Node;
import io.slackline.common.NearMiss;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.fault.Link.End;
import io.slackline.testbed.fault.Link.Network;
import io.slackline.testbed.live.LiveTestbed;
import io.slackline.testbed.live.OwnClock;
import io.slackline.testbed.live.OwnDisk;
import io.slackline.testbed.netns.Namespace;
import io.slackline.testbed.process.ManagedProcess;
import io.slackline.testbed.topology.Topology;
import io.slackline.testbed.topology.Topology.Host;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The built-in testbed under faults. */
public final class LiveTarget implements FaultTarget {
    private final LiveTestbed testbed;

    public LiveTarget(LiveTestbed testbed) {
        this.testbed = testbed;
    }

    @Override
    public List<ProcessHandle> processes(Part part) {
        return switch (part.kind()) {
            case CONTROLLER, SWITCH, AGENT, NETWORK_FUNCTION ->
                supervised(part).stream()
                        .map(ManagedProcess::process)
                        .map(Process::toHandle)
                        .filter(ProcessHandle::isAlive)
                        .toList();
            case INSTANCES -> testbed.agent(name(part)).process().descendants().toList();
            case NODE -> inNamespace(testbed.node(name(part)).host().namespace());
        };
    }

    /** The processes of a part that the testbed itself has started. */
    private List<ManagedProcess> supervised(Part part) {
        return switch (part.kind()) {
            case CONTROLLER -> List.of(testbed.controller());
            case SWITCH -> List.of(testbed.switchProcess());
            case AGENT -> List.of(testbed.agent(name(part)));
            case NETWORK_FUNCTION -> List.of(testbed.networkFunction(name(part)).process());
            case NODE ->
                List.of(
                        testbed.agent(name(part)),
                        testbed.networkFunction(name(part)).process());
            case INSTANCES -> List.of();
        };
    }

    /** Without those that were there before this process: a shell of Mininet's holds a namespace that Mininet has made. */
    private static List<ProcessHandle> inNamespace(Namespace namespace) {
        Instant begin = started(ProcessHandle.current());
        return namespace.processes().stream()
                .filter(process -> !started(process).isBefore(begin))
                .toList();
    }

    private static Instant started(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.MAX);
    }

    @Override
    public void expectEnd(Part part) {
        supervised(part).forEach(ManagedProcess::expectExit);
    }

    @Override
    public void start(Part part) {
        switch (part.kind()) {
            case CONTROLLER -> testbed.startController();
            case SWITCH -> testbed.startSwitch();
            case AGENT -> testbed.startAgent(name(part));
            case NETWORK_FUNCTION -> testbed.startNetworkFunction(name(part));
            case NODE -> {
                testbed.startNetworkFunction(name(part));
                testbed.startAgent(name(part));
            }
            case INSTANCES -> {
                // Their agent starts them again.
            }
        }
    }

    private static String name(Part part) {
        return part.node().orElseThrow();
    }

    @Override
    public Link link(String host, Network network) {
        if (host.equals(Cut.SWITCH) && network == Network.MANAGEMENT) {
            return management(testbed.topology().switches().getFirst().namespace());
        }
        Host found = host(host, network);
        return switch (network) {
            case DATA ->
                new Link(
                        new End(found.namespace(), Topology.DATA_INTERFACE),
                        new End(testbed.topology().switchOf(found).namespace(), found.switchInterface()));
            case MANAGEMENT -> management(found.namespace());
        };
    }

    @Override
    public Runnable impair(Impair impair) {
        Host host = host(impair.host(), Network.DATA);
        return switch (testbed.topology().config().switchKind()) {
            case EMBEDDED ->
                Impairments.inSwitch(impair, testbed.topology().switchOf(host).managementIp(), host.port());
            case BMV2 -> Impairments.inKernel(impair, link(impair.host(), Network.DATA));
        };
    }

    @Override
    public Runnable slowDisk(SlowDisk fault) {
        OwnDisk disk = testbed.disk(fault.victim().processName());
        disk.slow(fault.operationsPerSecond());
        return disk::quick;
    }

    @Override
    public Runnable stepClock(Part part, Duration by) {
        OwnClock clock = testbed.clock(part.processName());
        clock.step(by);
        return () -> clock.step(by.negated());
    }

    @Override
    public int nodeIndex(String node) {
        String name = testbed.node(node).name();
        return testbed.control().nodes().stream()
                .filter(known -> known.getDescription().getName().equals(name))
                .mapToInt(Node::getIndex)
                .findFirst()
                .orElseThrow(() -> new SlacklineException(Code.NOT_FOUND, "node " + name + " has not joined yet"));
    }

    @Override
    public byte[] overhearReport(String node) {
        Host host = testbed.node(node).host();
        return Overheard.report(testbed.topology().switchOf(host).namespace(), host.dataIp());
    }

    private static Link management(Namespace namespace) {
        return new Link(
                new End(namespace, Topology.MANAGEMENT_INTERFACE),
                new End(Namespace.BASE, Topology.managementPort(namespace)));
    }

    private Host host(String name, Network network) {
        List<String> valid = new ArrayList<>(
                testbed.topology().hosts().stream().map(Host::name).toList());
        if (network == Network.MANAGEMENT) {
            valid.add(Cut.SWITCH);
        }
        return testbed.topology().hosts().stream()
                .filter(host -> host.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new SlacklineException(
                        Code.NOT_FOUND,
                        "no host '%s'%s; valid are %s".formatted(name, NearMiss.hint(name, valid), valid)));
    }
}
