package io.slackline.controller;

import io.grpc.BindableService;
import io.slackline.api.v1.Registered;
import io.slackline.api.v1.ReportTarget;
import io.slackline.controller.agent.AgentSessions;
import io.slackline.controller.agent.FleetListener;
import io.slackline.controller.api.AgentApi;
import io.slackline.controller.api.ControlApi;
import io.slackline.controller.api.ControlPlane;
import io.slackline.controller.api.Views;
import io.slackline.controller.artifact.ArtifactStore;
import io.slackline.controller.device.AcceptedHandover;
import io.slackline.controller.device.DeviceListener;
import io.slackline.controller.device.DeviceManager;
import io.slackline.controller.device.PuntedReport;
import io.slackline.controller.device.SwitchView;
import io.slackline.controller.event.EventLog;
import io.slackline.controller.function.AddressPool;
import io.slackline.controller.function.Deployments;
import io.slackline.controller.function.Invoker;
import io.slackline.controller.migration.MigrationEngine;
import io.slackline.controller.migration.MigrationSettings;
import io.slackline.controller.migration.Parts;
import io.slackline.controller.migration.Plans;
import io.slackline.controller.model.Snapshot;
import io.slackline.controller.node.Draining;
import io.slackline.controller.node.Failover;
import io.slackline.controller.node.NodeRegistry;
import io.slackline.controller.node.Standby;
import io.slackline.controller.placement.Placer;
import io.slackline.controller.policy.Policies;
import io.slackline.controller.steering.IpV4;
import io.slackline.controller.steering.SwitchStates;
import io.slackline.controller.store.Cluster;
import io.slackline.controller.store.Store;
import io.slackline.controller.time.Timekeeper;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/**
 * The controller without its network: all parts, put together. Data flows one way: calls and reports change the {@link Cluster}; its listeners tell
 * agents and switches.
 */
public final class Controller implements AutoCloseable {
    private static final int REPORT_PORT = 9560;
    private static final Duration RESTART_GRACE = Duration.ofSeconds(10);

    private final Store store;
    private final Cluster cluster;
    private final DeviceManager devices;
    private final EventLog events;
    private final NodeRegistry registry;
    private final MigrationEngine engine;
    private final Failover failover;
    private final Policies policies;
    private final Invoker invoker;
    private final SwitchStates switchStates;
    private final Views views;
    private final List<BindableService> services;

    /** Opens the store; nothing runs before {@link #start}. The controller closes the devices, not the timekeeper. */
    public Controller(ControllerConfig config, DeviceManager devices, Timekeeper time) {
        this.devices = devices;
        store = Store.open(config.stateDir().resolve("controller.mv"));
        cluster = new Cluster(store);
        events = new EventLog(time);
        switchStates = new SwitchStates(IpV4.parse(config.reportAddress()), config.staleness(), config.affinityIdle());
        var sessions = new AgentSessions(cluster, events, time);
        cluster.listen(this::tellSwitches);
        var settings =
                new MigrationSettings(config.warmTimeout(), config.syncTimeout(), config.lostGrace(), RESTART_GRACE);
        engine = new MigrationEngine(new Parts(cluster, sessions, devices, switchStates, events, time, settings));
        sessions.listen(new Wakeups());
        var random = new SecureRandom();
        registry =
                new NodeRegistry(cluster, events, time, () -> random.nextInt(1, Integer.MAX_VALUE), devices.lastNode());
        var placer = new Placer(sessions);
        var plans = new Plans(placer, config.drainDeadline());
        var artifacts = new ArtifactStore(config.stateDir().resolve("artifacts"));
        var addresses =
                new AddressPool(IpV4.Network.parse(config.serviceNetwork()), IpV4.parse(config.reportAddress()));
        var deployments = new Deployments(cluster, artifacts, addresses, placer, plans, engine, events, time);
        var standby = new Standby(cluster, placer);
        var draining = new Draining(cluster, registry, placer, plans, engine, events, standby);
        failover = new Failover(cluster, sessions, plans, engine, events, time, config.failoverAfter());
        policies = new Policies(cluster, sessions, devices, placer, plans, engine, events, time);
        invoker = new Invoker(cluster, sessions);
        var control = new ControlPlane(
                cluster,
                sessions,
                devices,
                artifacts,
                deployments,
                invoker,
                draining,
                plans,
                engine,
                standby,
                events,
                time,
                new ControlPlane.Reports(config.reportInterval(), config.staleness()));
        views = new Views(control);
        services = List.of(
                new ControlApi(control, views), new AgentApi(registry, sessions, artifacts, events, welcome(config)));
    }

    private static Registered welcome(ControllerConfig config) {
        return Registered.newBuilder()
                .addAllReportTargets(config.reportAddresses().stream()
                        .map(ip -> ReportTarget.newBuilder()
                                .setIp(ip)
                                .setPort(REPORT_PORT)
                                .build())
                        .toList())
                .setReportIntervalMs(Math.toIntExact(config.reportInterval().toMillis()))
                .setMetricsIntervalMs(Math.toIntExact(config.metricsInterval().toMillis()))
                .build();
    }

    /** The control API and the agent API. */
    public List<BindableService> services() {
        return services;
    }

    /** What there is to be seen. */
    public Views views() {
        return views;
    }

    /** Connects to the switches and takes up what an earlier controller left open. */
    public void start() {
        var snapshot = cluster.snapshot();
        events.info(
                "controller.started",
                "controller",
                snapshot.nodes().size() + " nodes, " + snapshot.functions().size() + " functions and "
                        + snapshot.openMigrations().size() + " open migrations in the store");
        devices.setDesired(switchStates.of(snapshot));
        devices.start(new SwitchEvents());
        engine.resume();
        failover.start();
        policies.start();
    }

    private void tellSwitches(Snapshot before, Snapshot after) {
        if (!before.functions().equals(after.functions())
                || !before.nodes().equals(after.nodes())
                || !before.policy().equals(after.policy())) {
            devices.setDesired(switchStates.of(after));
        }
    }

    /** Leaves nodes and switches working as they are. */
    @Override
    public void close() {
        devices.close();
        invoker.close();
        store.close();
    }

    private final class Wakeups implements FleetListener {
        @Override
        public void functionReported(String node, String function) {
            engine.functionReported(function);
        }

        @Override
        public void nodeReturned(String node) {
            engine.nodeReturned();
        }

        @Override
        public void nodeLost(String node) {
            engine.nodeLost();
        }
    }

    private final class SwitchEvents implements DeviceListener {
        @Override
        public void onUnknownReporter(String switchName, PuntedReport report) {
            registry.reported(switchName, report);
        }

        @Override
        public void onHandover(String switchName, AcceptedHandover handover) {
            engine.handedOver(switchName, handover);
        }

        @Override
        public void onReady(SwitchView view) {
            events.info(
                    "switch.ready",
                    view.name(),
                    "mastered at " + view.address() + "; reconciled with " + view.reconciledWrites() + " writes");
        }

        @Override
        public void onLost(String switchName, String reason) {
            events.warning("switch.lost", switchName, reason);
        }
    }
}
