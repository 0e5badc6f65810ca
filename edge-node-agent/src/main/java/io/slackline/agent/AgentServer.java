package io.slackline.agent;

import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.slackline.agent.adapt.AdaptedRuntime;
import io.slackline.agent.control.ControlLink;
import io.slackline.agent.control.StateStore;
import io.slackline.agent.harvest.Harvester;
import io.slackline.agent.host.HostContext;
import io.slackline.agent.host.Hosting;
import io.slackline.agent.host.ServiceAddresses;
import io.slackline.agent.ingress.HttpConnection;
import io.slackline.agent.ingress.PeerService;
import io.slackline.agent.invoke.Forwarder;
import io.slackline.agent.invoke.Transport;
import io.slackline.agent.metrics.MetricsServer;
import io.slackline.agent.metrics.PrometheusText;
import io.slackline.agent.oci.OciRuntime;
import io.slackline.agent.report.ReportContent;
import io.slackline.agent.report.ReportPlan;
import io.slackline.agent.report.Reporter;
import io.slackline.agent.report.Significance;
import io.slackline.agent.runtime.ArtifactStore;
import io.slackline.agent.runtime.FunctionRuntime;
import io.slackline.agent.runtime.ProcessRuntime;
import io.slackline.agent.runtime.SocketDirectory;
import io.slackline.agent.sched.CpuClock;
import io.slackline.agent.sched.FunctionGroup;
import io.slackline.agent.sched.Scheduling;
import io.slackline.agent.slack.FunctionCpu;
import io.slackline.agent.slack.ProcessTimes;
import io.slackline.agent.slack.ProcessTree;
import io.slackline.agent.slack.SlackMeter;
import io.slackline.agent.slack.SlackSources;
import io.slackline.agent.slack.SlackState;
import io.slackline.agent.survey.Survey;
import io.slackline.agent.warmup.SelfWarmup;
import io.slackline.agent.wasm.WasmRuntime;
import io.slackline.api.v1.AgentMessage;
import io.slackline.api.v1.Assignments;
import io.slackline.api.v1.Event;
import io.slackline.api.v1.FunctionStatus;
import io.slackline.api.v1.NodeDescription;
import io.slackline.api.v1.NodeMetrics;
import io.slackline.api.v1.PoolStatus;
import io.slackline.api.v1.Register;
import io.slackline.api.v1.Registered;
import io.slackline.api.v1.SlackSample;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.common.tls.GrpcTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent process: wires its parts, and passes what one part notices to the others. */
public final class AgentServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AgentServer.class);
    private static final Duration WATCH_INTERVAL = Duration.ofMillis(500);
    private static final Duration CPU_INTERVAL = Duration.ofSeconds(1);
    private static final Duration DEFAULT_METRICS_INTERVAL = Duration.ofMillis(200);
    /** A controller whose machine vanished says nothing: it is asked after 10 s, the least that grpc-java allows, and given up 3 s later. */
    private static final Duration PING = Duration.ofSeconds(10);

    private static final Duration PONG = Duration.ofSeconds(3);
    private static final Path PROC = Path.of("/proc");
    private static final int WARMUP_REQUESTS = 4_000;
    private static final Duration WARMUP_LIMIT = Duration.ofSeconds(4);

    private final AgentConfig config;
    private final Clock clock;
    private final StateStore store;
    private final long bootEpoch;
    private final Transport transport;
    private final Forwarder forwarder;
    private final SocketDirectory sockets;
    private final ProcessRuntime processes;
    private final Map<String, FunctionRuntime> runtimes = new TreeMap<>();
    private final Hosting hosting;
    private final SlackMeter meter;
    private final Significance significance;
    private final Reporter reporter;
    private final ControlLink link;
    private final Survey survey;
    private final NodeDescription description;
    private final Optional<MetricsServer> metricsServer;
    private final Optional<FunctionGroup> functionGroup;
    private final Harvester harvester;
    private final FunctionCpu functionCpu;
    /** Measures and harvests, on time. */
    private final ScheduledExecutorService pulse;
    /** Looks after instances; may take its time. */
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("agent-watch").daemon().factory());

    private int slackTold;
    private volatile boolean draining;
    private volatile Duration metricsInterval = DEFAULT_METRICS_INTERVAL;
    private volatile long memoryUsedBytes;

    /** Binds what the agent listens on; serves nothing before {@link #start}. */
    public AgentServer(AgentConfig config, ServiceAddresses addresses, Clock clock) {
        this.config = config;
        this.clock = clock;
        store = new StateStore(config.stateDir());
        bootEpoch = store.nextBootEpoch(clock);
        var scheduling = new Scheduling();
        sockets = new SocketDirectory(config.stateDir());
        if (config.selfWarmup()) {
            long begin = System.nanoTime();
            int requests = new SelfWarmup(scheduling, sockets, WARMUP_REQUESTS, WARMUP_LIMIT).run();
            log.info("self warm-up: {} requests in {} ms", requests, (System.nanoTime() - begin) / 1_000_000);
        }
        transport = new Transport(
                task -> Thread.ofPlatform().name("agent-loop").daemon().unstarted(() -> {
                    scheduling.requestShortSlice(0);
                    task.run();
                }),
                config.serviceTls().map(ServiceTls::context));
        forwarder = new Forwarder(transport);
        link = new ControlLink(this::dial, new FromController());
        var artifacts = new ArtifactStore(config.stateDir().resolve("artifacts"), link);
        pulse = Executors.newSingleThreadScheduledExecutor(promptly(scheduling, "agent-pulse"));
        functionGroup = config.functionScheduling()
                .cgroup()
                .map(parent -> new FunctionGroup(
                        parent, config.name(), config.functionScheduling().idle()));
        var processTree = new ProcessTree(PROC, System::nanoTime);
        var cpuClock = new CpuClock();
        Supplier<ProcessTimes> clocks = () -> new ProcessTimes(processTree, cpuClock::nanos);
        functionCpu = new FunctionCpu(clocks);
        harvester = new Harvester(
                config.harvest(),
                config.stateDir(),
                config.slack().cores(),
                PROC.resolve("stat"),
                clocks,
                System::nanoTime,
                (nf, why) -> event(
                        Event.Severity.WARNING,
                        "harvest.backed-off",
                        nf,
                        "on node " + config.name() + ": " + why + "; it is not harvested for a while"));
        processes = new ProcessRuntime(
                config.stateDir(),
                sockets,
                config.name(),
                artifacts,
                config.startTimeout(),
                scheduling,
                functionGroup
                        .map(group -> new InstanceCgroups(group.directory(), group.directory()))
                        .or(config::instanceCgroups),
                config.functionScheduling(),
                config.forkServer());
        runtimes.put("process", processes);
        var wasm = new WasmRuntime(config.stateDir(), artifacts, scheduling);
        if (config.selfWarmup()) {
            wasm.warmUp();
        }
        runtimes.put("wasm", wasm);
        runtimes.put("oci", new OciRuntime(processes, artifacts, config.stateDir(), config.name(), config.crun()));
        runtimes.put("openwhisk", adapted(AdaptedRuntime.Platform.OPENWHISK, artifacts));
        runtimes.put("serverledge", adapted(AdaptedRuntime.Platform.SERVERLEDGE, artifacts));
        hosting = new Hosting(
                new HostContext(
                        config.name(), transport, forwarder, this::runtime, config.pool(), this::availableMillicores),
                addresses,
                new FromHosting());
        meter = SlackSources.meter(
                config.slack(),
                config.budgetMillicores(),
                hosting::pids,
                hosting::queueDepth,
                () -> harvester.state().avoidableMillicores(),
                clocks);
        significance = new Significance(config.budgetMillicores(), meter.state().slackMillicores());
        reporter = new Reporter(
                this::reportContent,
                Optional.of(NodeIdentity.dataAddress(config.dataInterface())),
                promptly(scheduling, "slack-reports"));
        var peers = HttpConnection.initializer(new PeerService(config.name(), hosting::target));
        var peerSocket =
                transport.listen(config.peerListen().toSocketAddress(), peers).awaitUninterruptibly();
        if (!peerSocket.isSuccess()) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "peerListen: cannot listen on " + config.peerListen() + ": "
                            + peerSocket.cause().getMessage());
        }
        int peerPort = ((InetSocketAddress) peerSocket.channel().localAddress()).getPort();
        survey = new Survey(config.survey(), config.dataInterface(), scheduling, clock);
        description = NodeIdentity.describe(config, peerPort, version()).toBuilder()
                .setComputeScore(survey.computeScore())
                .build();
        metricsServer = config.metricsListen().map(listen -> {
            try {
                return new MetricsServer(listen, this::prometheus);
            } catch (IOException refused) {
                throw new SlacklineException(
                        Code.INVALID_ARGUMENT, "metricsListen: cannot listen on " + listen + ": " + refused, refused);
            }
        });
    }

    /** Threads that work for a fraction of a millisecond at a time, and are late when they wait for a slice's end. */
    private static ThreadFactory promptly(Scheduling scheduling, String name) {
        return task -> Thread.ofPlatform().name(name).daemon().unstarted(() -> {
            scheduling.requestShortSlice(0);
            task.run();
        });
    }

    /** Before the first measurement, and for the admission of what comes. */
    private int availableMillicores() {
        return meter.state().availableMillicores();
    }

    private static String version() {
        var version = AgentServer.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private ManagedChannel dial() {
        return Grpc.newChannelBuilder(config.controller().toString(), GrpcTls.client(config.tls()))
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .keepAliveTime(PING.toSeconds(), TimeUnit.SECONDS)
                .keepAliveTimeout(PONG.toSeconds(), TimeUnit.SECONDS)
                .build();
    }

    private FunctionRuntime runtime(String name) {
        var runtime = runtimes.get(name.isEmpty() ? "process" : name);
        if (runtime == null) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "runtime: this agent has no runtime \"" + name + "\"; it has: "
                            + String.join(", ", runtimes.keySet()));
        }
        return runtime;
    }

    private AdaptedRuntime adapted(AdaptedRuntime.Platform platform, ArtifactStore artifacts) {
        return new AdaptedRuntime(
                platform,
                processes,
                artifacts,
                config.forkServer().python(),
                config.stateDir().resolve("programs"),
                config.startTimeout());
    }

    /** Takes up what an earlier start left, then joins the controller. Returns at once. */
    public void start() {
        processes.begin();
        store.registered().ifPresent(this::follow);
        store.assignments().ifPresent(this::host);
        every(pulse, config.slack().window(), this::measure);
        every(watch, WATCH_INTERVAL, () -> memoryUsedBytes = processes.watch());
        every(watch, CPU_INTERVAL, () -> hosting.usedCpu(functionCpu.used(hosting.pidsByFunction())));
        sendMetricsLater();
        link.start();
    }

    /** A fault in one run must not end those that would follow. */
    private static void every(ScheduledExecutorService on, Duration interval, Runnable task) {
        var _ = on.scheduleAtFixedRate(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException fault) {
                        log.error("periodic work", fault);
                    }
                },
                0,
                interval.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    /** Where other agents reach this one. */
    public String peerAddress() {
        return description.getPeerAddress();
    }

    /** Where Prometheus text is served; empty when nowhere. */
    public Optional<Integer> metricsPort() {
        return metricsServer.map(MetricsServer::port);
    }

    private void measure() {
        harvester.tick();
        int slack = meter.sample().slackMillicores();
        if (significance.changed(slack)) {
            reporter.wake();
        }
        hosting.slackMeasured();
        if (slack != slackTold && link.connected()) {
            tellSlack();
        }
    }

    /**
     * So that what the controller shows is never older than one report to the switches. Under load that is each window, so this message is small and needs
     * nothing of the event loop; the other metrics wait for their interval.
     */
    private void tellSlack() {
        slackTold = meter.state().slackMillicores();
        link.offerIfIdle(
                AgentMessage.newBuilder().setSlack(sample(meter.state())).build());
    }

    private void sendMetricsLater() {
        var _ = pulse.schedule(this::sendMetrics, metricsInterval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void sendMetrics() {
        if (link.connected()) {
            var _ = hosting.statusesOfInterval()
                    .thenAcceptBothAsync(hosting.pool(), this::offerMetrics, pulse)
                    .exceptionally(fault -> {
                        if (!pulse.isShutdown()) {
                            log.error("metrics", fault);
                        }
                        return null;
                    });
        }
        sendMetricsLater();
    }

    /** On the pulse, as {@link #tellSlack}: the slack that is told last is the newest. */
    private void offerMetrics(List<FunctionStatus> functions, PoolStatus pool) {
        link.offerIfIdle(AgentMessage.newBuilder()
                .setMetrics(NodeMetrics.newBuilder()
                        .setAtUs(nowMicros())
                        .setSlack(sample(meter.state()))
                        .addAllFunctions(functions)
                        .setReportsSent(reporter.sent())
                        .setMemoryUsedBytes(memoryUsedBytes)
                        .setHarvest(HarvestStatuses.of(harvester.state()))
                        .setPool(pool)
                        .addAllLinks(survey.links()))
                .build());
    }

    private SlackSample sample(SlackState state) {
        return SlackSample.newBuilder()
                .setBudgetMillicores(state.budgetMillicores())
                .setNfMillicores(state.nfMillicores())
                .setFunctionMillicores(state.functionMillicores())
                .setAvailableMillicores(state.availableMillicores())
                .setSlackMillicores(state.slackMillicores())
                .setQueueDepth(hosting.queueDepth())
                .setPsiCpuPermille(state.psiCpuPermille())
                .build();
    }

    private long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }

    private ReportContent reportContent() {
        var slack = meter.state();
        return new ReportContent(
                draining || !hosting.settled(),
                slack.slackMillicores(),
                hosting.queueDepth(),
                hosting.warmBits(),
                slack.psiCpuPermille(),
                slack.nfHeadroomPermille());
    }

    private String prometheus() {
        return new PrometheusText(config.name())
                .slack(meter.state())
                .harvest(harvester.state())
                .pool(hosting.pool().join())
                .functions(hosting.statuses().join())
                .place(survey.computeScore(), survey.links())
                .counter("slackline_reports_sent_total", "In-band reports", reporter.sent())
                .counter("slackline_reports_failed_total", "In-band reports that were not sent", reporter.failed())
                .gauge("slackline_controller_connected", "1 while the join stream lives", link.connected() ? 1 : 0)
                .gauge("slackline_instance_memory_bytes", "Resident memory of all instances", memoryUsedBytes)
                .toString();
    }

    private void follow(Registered registered) {
        var targets = registered.getReportTargetsList().stream()
                .map(target -> new InetSocketAddress(target.getIp(), target.getPort()))
                .toList();
        var interval = registered.getReportIntervalMs() == 0
                ? config.reportInterval()
                : Duration.ofMillis(registered.getReportIntervalMs());
        survey.switches(targets);
        if (registered.getMetricsIntervalMs() > 0) {
            metricsInterval = Duration.ofMillis(registered.getMetricsIntervalMs());
        }
        draining = registered.getDraining();
        reporter.follow(new ReportPlan(
                registered.getNodeIndex(), registered.getToken(), (int) (bootEpoch & 0xFFFF), targets, interval));
    }

    private void host(Assignments assignments) {
        if (draining != assignments.getDraining()) {
            draining = assignments.getDraining();
            reporter.wake();
        }
        survey.neighbours(assignments.getNeighboursList());
        hosting.apply(assignments);
    }

    private void event(Event.Severity severity, String kind, String subject, String message) {
        link.offer(AgentMessage.newBuilder()
                .setEvent(Event.newBuilder()
                        .setAtUs(nowMicros())
                        .setSeverity(severity)
                        .setKind(kind)
                        .setSubject(subject)
                        .setMessage(message))
                .build());
    }

    /** After the last use by its thread. */
    private void restoreNfs() {
        try {
            if (!pulse.awaitTermination(2, TimeUnit.SECONDS)) {
                log.warn("a measurement does not end");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        harvester.close();
    }

    /** Stops reporting and serving, kills all instances, unbinds the service addresses. */
    @Override
    public void close() {
        link.close();
        survey.close();
        pulse.shutdownNow();
        watch.shutdownNow();
        restoreNfs();
        reporter.close();
        metricsServer.ifPresent(MetricsServer::close);
        hosting.close();
        var _ = transport.loop().submit(forwarder::close).awaitUninterruptibly(1, TimeUnit.SECONDS);
        processes.close();
        functionGroup.ifPresent(FunctionGroup::close);
        sockets.delete();
        transport.close();
    }

    private final class FromController implements ControlLink.Handler {
        @Override
        public Register register() {
            List<FunctionStatus> hosted = hosting.statuses().join();
            return Register.newBuilder()
                    .setDescription(description.toBuilder().addAllLinks(survey.links()))
                    .setBootEpoch(bootEpoch)
                    .addAllHosted(hosted)
                    .build();
        }

        @Override
        public void registered(Registered registered) {
            log.info("joined as node {} of {}", registered.getNodeIndex(), config.controller());
            store.save(registered);
            follow(registered);
        }

        @Override
        public void assigned(Assignments assignments) {
            host(assignments);
            store.save(assignments);
        }

        @Override
        public void lost() {}
    }

    private final class FromHosting implements Hosting.Listener {
        @Override
        public void statusChanged(FunctionStatus status) {
            link.offer(AgentMessage.newBuilder().setStatus(status).build());
        }

        @Override
        public void warmFunctionsChanged() {
            reporter.wake();
        }

        @Override
        public void activity(boolean now) {
            try {
                pulse.execute(() -> harvester.demand(now));
            } catch (RejectedExecutionException ending) {
                log.debug("the network functions are being given back what they had", ending);
            }
        }

        @Override
        public void instanceLost(String function, String how) {
            event(Event.Severity.WARNING, "instance.lost", function, "on node " + config.name() + ": " + how);
        }
    }
}
