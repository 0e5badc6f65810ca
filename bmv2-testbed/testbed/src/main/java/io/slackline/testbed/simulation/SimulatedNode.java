package io.slackline.testbed.simulation;

import io.netty.handler.codec.http.FullHttpResponse;
import io.slackline.agent.host.HostContext;
import io.slackline.agent.host.Hosting;
import io.slackline.agent.host.ServiceDoors;
import io.slackline.agent.ingress.HttpService;
import io.slackline.agent.ingress.PeerService;
import io.slackline.agent.invoke.Exchange;
import io.slackline.agent.invoke.Forwarder;
import io.slackline.agent.invoke.InstancePort;
import io.slackline.agent.invoke.Refusal;
import io.slackline.agent.invoke.Transport;
import io.slackline.api.v1.Assignments;
import io.slackline.api.v1.FunctionStatus;
import io.slackline.api.v1.NodeMetrics;
import io.slackline.api.v1.ServiceAddress;
import io.slackline.api.v1.SlackSample;
import io.slackline.common.config.HostAndPort;
import io.slackline.testbed.simulation.Reports.Content;
import io.slackline.testbed.simulation.Simulation.Economy;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** An edge node: the agent's hosting, function controller and slack meter on a CPU, a network and network functions that are simulated. */
final class SimulatedNode {
    /** As often as the agent accounts for its functions' CPU. */
    private static final long CPU_ACCOUNT_NANOS = 1_000_000_000L;
    /** Of a core: whatever network functions take, something is left for the lowest priority. */
    private static final double LEAST_CORES = 0.01;

    private final VirtualLoop loop;
    private final Economy economy;
    private final double cores;
    private final SlackWindows slack;
    private final ProcessorSharing cpu;
    private final SimulatedInstances instances;
    private final Hosting hosting;
    private final PeerService peers;
    private final Map<String, HttpService> open = new HashMap<>();
    private final Reports reports;
    private boolean draining;
    private boolean watching;
    private boolean accounting;

    /** How reports are told. */
    interface ReportsFactory {
        Reports create(Content first, Runnable measure);
    }

    SimulatedNode(
            VirtualLoop loop,
            Plan plan,
            String name,
            int number,
            ReportsFactory reports,
            Function<HostAndPort, InstancePort> connect,
            Economy economy,
            Consumer<FunctionStatus> statuses) {
        this.loop = loop;
        this.economy = economy;
        cores = plan.cores();
        cpu = new ProcessorSharing(loop, cores, this::attend);
        SplittableRandom random = new SplittableRandom(plan.seed() * 31 + number);
        instances = new SimulatedInstances(loop, cpu, () -> plan.start().draw(random));
        hosting = new Hosting(
                new HostContext(
                        name,
                        new Transport(loop),
                        new Forwarder(loop, connect),
                        _ -> instances,
                        plan.pool(),
                        this::availableMillicores),
                new Doors(),
                new FromHosting(statuses));
        slack = new SlackWindows(
                plan.networkFunctions(),
                plan.slack(),
                (int) Math.round(cores * 1_000),
                () -> Math.round(cpu.usedNanos()),
                hosting::queueDepth,
                plan.seed(),
                number);
        peers = new PeerService(name, hosting::target);
        this.reports = reports.create(new Content(slack.state().slackMillicores(), 0, false), this::measure);
        attend();
    }

    /** From now on it reports to the switch. */
    void begin() {
        reports.begin();
    }

    void host(Assignments assignments) {
        if (draining != assignments.getDraining()) {
            draining = assignments.getDraining();
            reports.wake(hosting.warmBits(), draining);
        }
        hosting.apply(assignments);
    }

    private int availableMillicores() {
        measure();
        return slack.state().availableMillicores();
    }

    /** Also before anything begins to run or wait: the windows that have ended by then show an idle node. */
    private void measure() {
        slack.measureUntil(loop.now(), (at, millicores, wakes) -> reports.slackChanged(at, millicores, wakes));
    }

    /** A packet is at the switch that may read what this node has reported. */
    void aboutToBeRead() {
        measure();
        reports.aboutToBeRead();
    }

    /** A request arrives over the network. */
    void request(String ip, SimulatedRequest request, Exchange.Sink sink) {
        HttpService service = open.get(ip);
        if (service == null) {
            sink.answer(new Exchange(request, 0, loop.now(), sink), Refusal.NOT_HOSTED.response("", "nobody listens"));
            return;
        }
        measure();
        service.requestBegan();
        service.handle(request, loop.now(), new Exchange.Sink() {
            @Override
            public void answer(Exchange exchange, FullHttpResponse response) {
                service.answerWritten(loop.now() - exchange.arrivedNanos());
                sink.answer(exchange, response);
                service.requestEnded();
            }

            @Override
            public boolean abandoned() {
                return false;
            }
        });
    }

    /** A request arrives from another agent. */
    void fromPeer(SimulatedRequest request, Exchange.Sink sink) {
        measure();
        peers.handle(request, loop.now(), sink);
    }

    /** What happens by the clock is only looked after while something runs or waits: at other times it changes nothing. */
    private void attend() {
        if (!watching) {
            measure();
            watch();
        }
        if (!accounting) {
            accounting = true;
            long second = loop.now() / CPU_ACCOUNT_NANOS + 1;
            loop.at(second * CPU_ACCOUNT_NANOS, this::account);
        }
    }

    /** The network functions take more or less, and functions have what is left. */
    private void watch() {
        cpu.setCores(Math.max(LEAST_CORES, cores - slack.nfMillicoresAt(loop.now()) / 1_000.0));
        watching = true;
        loop.at(slack.endAfter(loop.now()), () -> {
            measure();
            hosting.slackMeasured();
            if (economy == Economy.LAZY && cpu.idle() && hosting.queueDepth() == 0) {
                watching = false;
            } else {
                watch();
            }
        });
    }

    private void account() {
        accounting = false;
        Map<String, Long> used = instances.takeUsed();
        if (!used.isEmpty()) {
            hosting.usedCpu(used);
        }
        if (!cpu.idle() || hosting.queueDepth() > 0) {
            attend();
        }
    }

    NodeMetrics metrics(long micros) {
        measure();
        return NodeMetrics.newBuilder()
                .setAtUs(micros)
                .setSlack(SlackSample.newBuilder()
                        .setBudgetMillicores(slack.state().budgetMillicores())
                        .setNfMillicores(slack.state().nfMillicores())
                        .setFunctionMillicores(slack.state().functionMillicores())
                        .setAvailableMillicores(slack.state().availableMillicores())
                        .setSlackMillicores(slack.state().slackMillicores())
                        .setQueueDepth(hosting.queueDepth()))
                .build();
    }

    private final class Doors implements ServiceDoors {
        @Override
        public CompletableFuture<Door> open(ServiceAddress address, HttpService service) {
            open.put(address.getIp(), service);
            return CompletableFuture.completedFuture(() -> open.remove(address.getIp(), service));
        }

        @Override
        public void release(String ip) {}

        @Override
        public void close() {}
    }

    private final class FromHosting implements Hosting.Listener {
        private final Consumer<FunctionStatus> statuses;

        FromHosting(Consumer<FunctionStatus> statuses) {
            this.statuses = statuses;
        }

        @Override
        public void statusChanged(FunctionStatus status) {
            statuses.accept(status);
        }

        @Override
        public void warmFunctionsChanged() {
            measure();
            reports.wake(hosting.warmBits(), draining);
        }

        @Override
        public void instanceLost(String function, String how) {}

        @Override
        public void activity(boolean now) {}
    }
}
