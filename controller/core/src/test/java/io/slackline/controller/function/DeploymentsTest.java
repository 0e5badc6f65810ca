package io.slackline.controller.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.InstanceState;
import io.slackline.api.v1.OffloadScope;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.Role;
import io.slackline.api.v1.ServiceAddress;
import io.slackline.api.v1.SteeringMode;
import io.slackline.api.v1.Tier;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.controller.artifact.ArtifactStore;
import io.slackline.controller.function.Deployments.OffloadWish;
import io.slackline.controller.migration.World;
import io.slackline.controller.model.Migration;
import io.slackline.controller.model.MigrationState;
import io.slackline.controller.steering.IpV4;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploymentsTest {
    @TempDir
    Path directory;

    private World world;
    private Deployments deployments;

    @BeforeEach
    void open() {
        world = new World(directory);
        world.node("n1");
        world.node("n2");
        world.node("n3");
        var pool = new AddressPool(IpV4.Network.parse("10.99.0.0/16"), IpV4.parse("10.99.0.1"));
        deployments = new Deployments(
                world.cluster(),
                new ArtifactStore(directory.resolve("artifacts")),
                pool,
                world.placer,
                world.plans,
                world.engine(),
                world.events,
                world.time);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void fillsInWhatTheUserLeftOpen() {
        deployOn(spec("f"), "n1");
        assertEquals(
                spec("f").toBuilder()
                        .setVersion(1)
                        .setSlot(0)
                        .setRuntime("process")
                        .setMemoryMib(128)
                        .setTimeoutMs(30_000)
                        .setConcurrency(1)
                        .setClass_(io.slackline.api.v1.FunctionClass.LATENCY_SENSITIVE)
                        .setAddress(ServiceAddress.newBuilder()
                                .setIp("10.99.1.1")
                                .setPort(8080)
                                .setProtocol(Protocol.HTTP))
                        .build(),
                world.function("f").spec());
    }

    @Test
    void isOnTheSwitchOnlyOnceItIsWarm() {
        var migration = deploy(spec("f"), SteeringMode.STEERING_MODE_UNSPECIFIED);
        assertTrue(world.devices.desired().services().isEmpty());
        world.says(migration.to(), "f", InstanceState.WARM);
        assertEquals(MigrationState.DONE, world.state(migration));
        assertEquals(1, world.devices.desired().services().size());
    }

    @Test
    void placesWhereMostSlackIs() {
        world.fleet.slack("n2", 900);
        assertEquals("n2", deploy(spec("f"), SteeringMode.PINNED).to());
    }

    @Test
    void putsASlackFunctionOnEveryFitNode() {
        world.fleet.slack("n2", 10);
        var spec = spec("f").toBuilder().setMinSlackMillicores(100).build();
        assertEquals(
                List.of("n1", "n3"),
                deploy(spec, SteeringMode.SLACK).plan().after().nodes());
    }

    @Test
    void leavesTheCloudToTheOffloadGroup() {
        world.node("c1", Tier.CLOUD);
        world.fleet.slack("c1", 9000);
        var plan = deploy(spec("f"), SteeringMode.SLACK, new OffloadWish(OffloadScope.VERTICAL, List.of()))
                .plan();
        assertEquals(List.of("n1", "n2", "n3"), plan.after().nodes());
        assertEquals(List.of("c1"), plan.after().offloadNodes());
        assertEquals(List.of("n1", "n2", "n3", "c1"), plan.joiners());
    }

    @Test
    void offloadsToNeighboursThatAreNoCandidates() {
        var wish = new OffloadWish(OffloadScope.HORIZONTAL, List.of());
        var plan = deploy(spec("f"), SteeringMode.SLACK, wish, "n2").plan();
        assertEquals(List.of("n2"), plan.after().nodes());
        assertEquals(List.of("n1", "n3"), plan.after().offloadNodes());
    }

    @Test
    void refusesAnOffloadGroupThatCannotBe() {
        var vertical = new OffloadWish(OffloadScope.VERTICAL, List.of());
        var nobody =
                assertThrows(SlacklineException.class, () -> deploy(spec("f"), SteeringMode.SLACK, vertical, "n1"));
        assertEquals("function f: no node for its offload group, VERTICAL: fit are only n2, n3", nobody.getMessage());
        var pinned =
                assertThrows(SlacklineException.class, () -> deploy(spec("f"), SteeringMode.PINNED, vertical, "n1"));
        assertEquals(Code.INVALID_ARGUMENT, pinned.code());
        var twice = new OffloadWish(OffloadScope.OFFLOAD_SCOPE_UNSPECIFIED, List.of("n1"));
        assertEquals(
                Code.INVALID_ARGUMENT,
                assertThrows(SlacklineException.class, () -> deploy(spec("f"), SteeringMode.SLACK, twice, "n1"))
                        .code());
    }

    @Test
    void givesEachFunctionItsOwnSlotAndAddressAndReusesThem() throws Exception {
        deployOn(spec("f"), "n1");
        deployOn(spec("g"), "n1");
        assertEquals("10.99.1.2", world.function("g").spec().getAddress().getIp());
        assertEquals(1, world.function("g").spec().getSlot());
        deployments.delete("f");
        deployOn(spec("h"), "n1");
        assertEquals("10.99.1.1", world.function("h").spec().getAddress().getIp());
        assertEquals(0, world.function("h").spec().getSlot());
    }

    @Test
    void refusesAnAddressThatIsTakenOrOutside() {
        deployOn(at("10.99.1.5", 80), "n1");
        assertEquals(
                Code.ALREADY_EXISTS, refused(named("g", at("10.99.1.5", 80))).code());
        assertEquals(
                Code.INVALID_ARGUMENT, refused(named("g", at("10.98.1.5", 80))).code());
        assertEquals(
                Code.INVALID_ARGUMENT, refused(named("g", at("10.99.0.1", 80))).code());
        assertEquals(
                Code.INVALID_ARGUMENT,
                refused(named("g", at("10.99.1.6", 70_000))).code());
        var reports = named("g", at("10.99.1.6", 9560)).toBuilder();
        reports.getAddressBuilder().setProtocol(Protocol.UDP);
        assertEquals(Code.INVALID_ARGUMENT, refused(reports.build()).code());
    }

    @Test
    void tellsAllMistakesAtOnce() {
        var refused = refused(FunctionSpec.newBuilder()
                .setName("Bad_Name")
                .setRuntime("wsam")
                .setMemoryMib(4)
                .setConcurrency(5000)
                .build());
        assertEquals(Code.INVALID_ARGUMENT, refused.code());
        assertEquals(
                "function \"Bad_Name\": name: expected 1 to 63 lower-case letters, digits and inner hyphens; runtime"
                        + " \"wsam\": expected one of process, openwhisk, serverledge, wasm, oci; artifact: runtime wsam needs one, or a"
                        + " command; memory_mib 4: expected 16"
                        + " to 65536; concurrency 5000: expected 1 to 1024",
                refused.getMessage());
    }

    @Test
    void wantsTheArtifactFirst() {
        var refused =
                refused(spec("f").toBuilder().setArtifactSha256("ab".repeat(32)).build());
        assertEquals(Code.FAILED_PRECONDITION, refused.code());
        assertTrue(refused.getMessage().contains("upload it first"), refused.getMessage());
    }

    @Test
    void aNewVersionKeepsNodesSlotAndAddressAndReplacesTheInstance() {
        deployOn(spec("f"), "n1");
        long before = world.function("f").assignment("n1").orElseThrow().generation();
        var migration = deploy(spec("f").toBuilder().setConcurrency(4).build(), SteeringMode.STEERING_MODE_UNSPECIFIED);
        assertEquals(2, world.function("f").spec().getVersion());
        assertEquals("10.99.1.1", world.function("f").spec().getAddress().getIp());
        assertTrue(world.function("f").assignment("n1").orElseThrow().generation() > before);
        assertEquals(MigrationState.WARMING, world.state(migration), "WARM of version 1 does not count");
        world.says("n1", "f", InstanceState.WARM);
        assertEquals(MigrationState.DONE, world.state(migration));
    }

    @Test
    void aNewVersionThatDoesNotWarmLeavesTheOldOne() {
        deployOn(spec("f"), "n1");
        var migration = deploy(spec("f").toBuilder().setConcurrency(4).build(), SteeringMode.STEERING_MODE_UNSPECIFIED);
        world.says("n1", "f", InstanceState.FAILED);
        assertEquals(MigrationState.ROLLED_BACK, world.state(migration));
        assertEquals(1, world.function("f").spec().getVersion());
        assertEquals(Role.SERVE, world.role("n1", "f"));
        assertEquals(List.of("n1"), world.servers("f"));
    }

    @Test
    void aFirstDeploymentThatDoesNotWarmReleasesItsNode() {
        var migration = deploy(spec("f"), SteeringMode.PINNED);
        world.says(migration.to(), "f", InstanceState.FAILED);
        assertEquals(MigrationState.ROLLED_BACK, world.state(migration));
        assertTrue(world.function("f").assignments().isEmpty());
        assertTrue(world.function("f").steering().candidates().isEmpty());
        deployOn(spec("f"), "n3");
        assertEquals(List.of("n3"), world.servers("f"));
    }

    @Test
    void changesModeAndNodesWithoutAGap() {
        deployOn(spec("f"), "n1");
        var migration = deploy(spec("f"), SteeringMode.SLACK, "n2", "n3");
        world.says("n2", "f", InstanceState.WARM);
        assertEquals(List.of("n1"), world.servers("f"));
        world.says("n3", "f", InstanceState.WARM);
        assertEquals(List.of("n2", "n3"), world.servers("f"));
        assertEquals(Role.DRAIN, world.role("n1", "f"));
        assertEquals(MigrationState.DRAINING, world.state(migration));
    }

    @Test
    void keepsTheAddressForLife() {
        deployOn(spec("f"), "n1");
        assertEquals(Code.FAILED_PRECONDITION, refused(at("10.99.7.7", 80)).code());
    }

    @Test
    void refusesTwoNodesForAPinnedFunction() {
        var refused = assertThrows(SlacklineException.class, () -> deploy(spec("f"), SteeringMode.PINNED, "n1", "n2"));
        assertEquals(Code.INVALID_ARGUMENT, refused.code());
        assertTrue(world.snapshot().functions().isEmpty(), "nothing of a refused deployment stays");
    }

    @Test
    void deletingTakesItOffNodesAndSwitches() throws Exception {
        deployOn(spec("f"), "n1");
        deployments.delete("f");
        assertTrue(world.snapshot().functions().isEmpty());
        assertTrue(world.devices.desired().services().isEmpty());
        assertEquals(1, world.devices.desired().localAddresses().size());
    }

    @Test
    void doesNotDeleteWhatIsOnTheMove() {
        deployOn(spec("f"), "n1");
        world.move("f", "n1", "n2");
        var refused = assertThrows(SlacklineException.class, () -> deployments.delete("f"));
        assertEquals(Code.FAILED_PRECONDITION, refused.code());
        var unknown = assertThrows(SlacklineException.class, () -> deployments.delete("g"));
        assertEquals("there is no function \"g\"; functions: f", unknown.getMessage());
    }

    private SlacklineException refused(FunctionSpec spec) {
        return assertThrows(SlacklineException.class, () -> deploy(spec, SteeringMode.STEERING_MODE_UNSPECIFIED));
    }

    private Migration deploy(FunctionSpec spec, SteeringMode mode, String... nodes) {
        return deploy(spec, mode, OffloadWish.NONE, nodes);
    }

    private Migration deploy(FunctionSpec spec, SteeringMode mode, OffloadWish offload, String... nodes) {
        var started = deployments.deploy(spec, mode, List.of(nodes), offload);
        world.settle();
        return started;
    }

    private void deployOn(FunctionSpec spec, String node) {
        var started = deploy(spec, SteeringMode.PINNED, node);
        world.says(node, spec.getName(), InstanceState.WARM);
        assertEquals(MigrationState.DONE, world.state(started));
    }

    private static FunctionSpec spec(String name) {
        return FunctionSpec.newBuilder().setName(name).addCommand("serve").build();
    }

    private static FunctionSpec named(String name, FunctionSpec spec) {
        return spec.toBuilder().setName(name).build();
    }

    private static FunctionSpec at(String ip, int port) {
        return spec("f").toBuilder()
                .setAddress(ServiceAddress.newBuilder().setIp(ip).setPort(port))
                .build();
    }
}
