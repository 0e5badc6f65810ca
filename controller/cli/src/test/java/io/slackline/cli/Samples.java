package io.slackline.cli;

import io.slackline.api.v1.Candidate;
import io.slackline.api.v1.Event;
import io.slackline.api.v1.Function;
import io.slackline.api.v1.FunctionClass;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.FunctionStatus;
import io.slackline.api.v1.FunctionTraffic;
import io.slackline.api.v1.HarvestStatus;
import io.slackline.api.v1.InstanceState;
import io.slackline.api.v1.LatencySummary;
import io.slackline.api.v1.LinkQuality;
import io.slackline.api.v1.MetricsSample;
import io.slackline.api.v1.Migration;
import io.slackline.api.v1.Migration.State;
import io.slackline.api.v1.Migration.Step;
import io.slackline.api.v1.NfStatus;
import io.slackline.api.v1.Node;
import io.slackline.api.v1.NodeDescription;
import io.slackline.api.v1.Placement;
import io.slackline.api.v1.Policy;
import io.slackline.api.v1.PolicySetting;
import io.slackline.api.v1.PoolStatus;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.Role;
import io.slackline.api.v1.ServiceAddress;
import io.slackline.api.v1.SlackSample;
import io.slackline.api.v1.Steering;
import io.slackline.api.v1.SteeringMode;
import io.slackline.api.v1.Switch;
import io.slackline.api.v1.SwitchSlack;
import io.slackline.api.v1.Tier;

/** What the fake controller knows: two functions, two nodes, one switch, three migrations. */
final class Samples {
    /** 2026-11-21T08:00:00Z */
    private static final long MORNING_US = 1_795_248_000_000_000L;

    private Samples() {}

    private static FunctionSpec.Builder spec(String name, int version, int lastByte) {
        return FunctionSpec.newBuilder()
                .setName(name)
                .setVersion(version)
                .setRuntime("process")
                .setClass_(FunctionClass.LATENCY_SENSITIVE)
                .addCommand("/usr/bin/python3")
                .addCommand("{artifact}")
                .setAddress(ServiceAddress.newBuilder()
                        .setIp("10.99.1." + lastByte)
                        .setPort(80)
                        .setProtocol(Protocol.HTTP));
    }

    private static FunctionStatus status(String function) {
        return FunctionStatus.newBuilder()
                .setFunction(function)
                .setVersion(2)
                .setGeneration(7)
                .setState(InstanceState.BUSY)
                .setInFlight(3)
                .setOpenConnections(32)
                .setCompleted(123_456)
                .setForwarded(12)
                .setLatency(
                        LatencySummary.newBuilder().setCount(9).setP50Us(800).setP99Us(12_345))
                .build();
    }

    static Function function() {
        return Function.newBuilder()
                .setSpec(spec("hello", 2, 1))
                .setSteering(Steering.newBuilder()
                        .setMode(SteeringMode.PINNED)
                        .addCandidates(Candidate.newBuilder().setNode("n1").setShare(1))
                        .setEpoch(3))
                .addPlacements(Placement.newBuilder()
                        .setNode("n1")
                        .setPart(Placement.Part.CANDIDATE)
                        .setSteeredPackets(4_999_999_000L)
                        .setRole(Role.SERVE)
                        .setStatus(status("hello")))
                .addPlacements(Placement.newBuilder()
                        .setNode("n2")
                        .setPart(Placement.Part.LEFT)
                        .setRole(Role.FORWARD))
                .setMinSlackMillicores(50)
                .setMigration("m-12")
                .setCreatedUs(MORNING_US)
                .setSteeredPackets(5_000_000_000L)
                .build();
    }

    static Function offloaded() {
        return Function.newBuilder()
                .setSpec(spec("resize", 1, 2))
                .setSteering(Steering.newBuilder()
                        .setMode(SteeringMode.SHARE)
                        .addCandidates(Candidate.newBuilder().setNode("n1").setShare(0.7))
                        .addCandidates(Candidate.newBuilder().setNode("c1").setShare(0.3))
                        .setEpoch(9))
                .build();
    }

    static Node node() {
        return Node.newBuilder()
                .setDescription(NodeDescription.newBuilder()
                        .setName("n1")
                        .setTier(Tier.EDGE)
                        .setZone("default")
                        .setComputeScore(1040)
                        .setBudgetMillicores(600))
                .setIndex(1)
                .setState(Node.State.READY)
                .setHarvest(HarvestStatus.newBuilder()
                        .setOn(true)
                        .setHarvestedMillicores(90)
                        .setModeChanges(12)
                        .setBackOffs(1)
                        .addNfs(NfStatus.newBuilder()
                                .setNf("firewall")
                                .setPacketBytes(1500)
                                .setHoldUs(40)
                                .setBestHoldUs(60)
                                .setBaselineMillicores(240)
                                .setMillicores(150)
                                .setBaselineP99Us(58)
                                .setP99Us(61)
                                .setDeliveredPermille(1000)
                                .setPacketsPerSecond(81_200)))
                .setPool(PoolStatus.newBuilder()
                        .setPolicy("nemo")
                        .setState("S2")
                        .setMemoryBoundMib(2048)
                        .setMemoryUsedMib(512)
                        .setInstances(2)
                        .setWarmInvocations(1200)
                        .setColdInvocations(3)
                        .setPrewarms(1))
                .addLinks(LinkQuality.newBuilder()
                        .setTo("10.99.0.1")
                        .setKind(LinkQuality.Kind.SWITCH)
                        .setRttUs(140)
                        .setMeasuredAtUs(MORNING_US))
                .addLinks(LinkQuality.newBuilder()
                        .setTo("n2")
                        .setKind(LinkQuality.Kind.NODE)
                        .setRttUs(310)
                        .setBandwidthKbps(1_830_000)
                        .setMeasuredAtUs(MORNING_US))
                .setSlack(SlackSample.newBuilder()
                        .setBudgetMillicores(600)
                        .setNfMillicores(150)
                        .setFunctionMillicores(220)
                        .setAvailableMillicores(400)
                        .setSlackMillicores(400))
                .addFunctions(status("hello"))
                .putSwitchPorts("s1", 1)
                .addSwitchSlack(SwitchSlack.newBuilder()
                        .setSwitch("s1")
                        .setStanding(SwitchSlack.Standing.FIT)
                        .setSlackMillicores(400)
                        .setAgeUs(4096)
                        .setAgePeriods(0.4096)
                        .setSequence(71_234)
                        .setBootEpoch(3)
                        .setWarmFunctions(1)
                        .setProbedUs(MORNING_US))
                .setJoinedUs(MORNING_US)
                .build();
    }

    static Node away() {
        return Node.newBuilder()
                .setDescription(NodeDescription.newBuilder()
                        .setName("c1")
                        .setTier(Tier.CLOUD)
                        .setZone("north"))
                .setIndex(12)
                .setState(Node.State.AWAY)
                .build();
    }

    private static Migration.Builder migration(String id, State state) {
        return Migration.newBuilder()
                .setId(id)
                .setFunction("hello")
                .setFrom("n1")
                .setTo("n2")
                .setMode(SteeringMode.PINNED)
                .setState(state)
                .setCause("operator")
                .setStartedUs(MORNING_US);
    }

    private static Step step(State state, long enteredUs, long tookUs) {
        return Step.newBuilder()
                .setState(state)
                .setEnteredUs(MORNING_US + enteredUs)
                .setTookUs(tookUs)
                .build();
    }

    static Migration warming() {
        return migration("m-12", State.WARMING)
                .addSteps(step(State.PLANNED, 0, 420))
                .addSteps(step(State.WARMING, 420, 0))
                .build();
    }

    static Migration draining() {
        return migration("m-12", State.DRAINING)
                .addSteps(step(State.PLANNED, 0, 420))
                .addSteps(step(State.WARMING, 420, 812_000))
                .addSteps(step(State.SWITCHING, 812_420, 3_150))
                .addSteps(step(State.DRAINING, 815_570, 0))
                .build();
    }

    static Migration done() {
        return migration("m-12", State.DONE)
                .addSteps(step(State.PLANNED, 0, 420))
                .addSteps(step(State.WARMING, 420, 812_000))
                .addSteps(step(State.SWITCHING, 812_420, 3_150))
                .addSteps(step(State.DRAINING, 815_570, 1_040_000))
                .addSteps(step(State.RETIRING, 1_855_570, 20_000))
                .setFlipUs(2_900)
                .setEndedUs(MORNING_US + 1_875_570)
                .build();
    }

    static Migration rolledBack() {
        return migration("m-11", State.ROLLED_BACK)
                .addSteps(step(State.PLANNED, 0, 420))
                .addSteps(step(State.WARMING, 420, 30_000_000))
                .setReason("n2 could not warm it: exit code 1")
                .setEndedUs(MORNING_US + 30_000_420)
                .build();
    }

    static Switch device() {
        return Switch.newBuilder()
                .setName("s1")
                .setAddress("127.0.0.1:9559")
                .setDeviceId(1)
                .setTarget("bmv2")
                .setState(Switch.State.READY)
                .setP4RuntimeVersion("1.5.0")
                .setElectionId(1)
                .putEntries("service", 2)
                .putEntries("node", 3)
                .putCauses("service_steered", 5_000_000_000L)
                .putCauses("report_accepted", 12_000)
                .setReconciledWrites(5)
                .build();
    }

    static MetricsSample metrics(long afterUs, long packets) {
        return MetricsSample.newBuilder()
                .setAtUs(MORNING_US + afterUs)
                .addNodes(node())
                .addFunctions(FunctionTraffic.newBuilder()
                        .setFunction("hello")
                        .setMode(SteeringMode.SLACK)
                        .putSteeredPackets("n1", packets)
                        .putSteeredPackets("n2", 40))
                .build();
    }

    static Policy policy() {
        return Policy.newBuilder()
                .addSettings(PolicySetting.newBuilder()
                        .setKey("short-slack.enabled")
                        .setValue("on")
                        .setDefaultValue("off")
                        .setMeaning("move what is short of slack"))
                .addSettings(PolicySetting.newBuilder()
                        .setKey("short-slack.dwell")
                        .setValue("2s")
                        .setDefaultValue("2s")
                        .setMeaning("for how long"))
                .addSettings(PolicySetting.newBuilder()
                        .setKey("moves.cooldown")
                        .setValue("30s")
                        .setDefaultValue("30s")
                        .setMeaning("rest"))
                .build();
    }

    static Event joined() {
        return Event.newBuilder()
                .setAtUs(MORNING_US)
                .setSeverity(Event.Severity.INFO)
                .setKind("node.joined")
                .setSubject("n1")
                .setMessage("n1 reports on port 1 of s1")
                .setId(1)
                .build();
    }

    static Event forged() {
        return Event.newBuilder()
                .setAtUs(MORNING_US + 1_500)
                .setSeverity(Event.Severity.WARNING)
                .setKind("report.forged")
                .setSubject("s1")
                .setMessage("port 4 reported for node index 1 with a wrong token")
                .setId(2)
                .build();
    }
}
