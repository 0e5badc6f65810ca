package io.slackline.agent.host;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.concurrent.Future;
import io.slackline.agent.host.InstanceKeeper.Afterwards;
import io.slackline.agent.ingress.ClientConnection;
import io.slackline.agent.ingress.HttpService;
import io.slackline.agent.ingress.PeerService;
import io.slackline.agent.invoke.BodyStream;
import io.slackline.agent.invoke.Dispatcher;
import io.slackline.agent.invoke.Exchange;
import io.slackline.agent.invoke.Forwarder;
import io.slackline.agent.invoke.Headers;
import io.slackline.agent.invoke.Refusal;
import io.slackline.agent.pool.Policy.Place;
import io.slackline.api.v1.Assignment;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.FunctionStatus;
import io.slackline.api.v1.InstanceState;
import io.slackline.api.v1.Peer;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.Tier;
import io.slackline.common.config.HostAndPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One function on this node: its role, its listening socket, its counters, and the way each of its requests takes. Belongs to the event loop.
 *
 * <p>A request goes to the instance here, or to the agent where the function lives now. Which of the two is decided when it arrives and again
 * whenever it is offered anew, so that no change of role loses one: on the way into DRAIN and FORWARD what still queues is forwarded, on the
 * way back into SERVE what was about to be forwarded is run here.
 */
final class HostedFunction implements HttpService, PeerService.Target, Forwarder.Origin, InstanceKeeper.Listener {
    private static final Duration FORWARD_ALLOWANCE = Duration.ofSeconds(2);

    /** Where requests go now. */
    private enum Way {
        HERE,
        /** To the instance here while it lives, politely asking connections to leave; else to the peer. */
        DRAINING,
        TO_PEER
    }

    /** What the outside wants to know; called on the event loop. */
    interface Listener {
        /** Anything but a counter has changed; for draining functions also the requests in flight. */
        void statusChanged(HostedFunction function);

        void instanceLost(HostedFunction function, String how);
    }

    private final String node;
    private final HostContext context;
    private final InstanceKeeper keeper;
    private final FunctionController controller;
    private final ManagedFunction managed;
    private final Listener listener;
    private final FunctionCounters counters = new FunctionCounters();
    private final Set<ClientConnection> connections = new LinkedHashSet<>();
    private final StatusPacer drainReports;
    private final boolean streams;
    private Assignment assignment;
    private Way way = Way.HERE;
    private Optional<HostAndPort> forwardTo = Optional.empty();
    private ServiceDoors.@Nullable Door door;
    private Departures departures;
    private @Nullable Future<?> deadline;
    private String bindError = "";
    private long assignedNanos;
    private long warmAfterMicros;

    HostedFunction(HostContext context, FunctionController controller, Assignment first, Listener listener) {
        this.context = context;
        this.listener = listener;
        assignedNanos = context.nanos();
        departures = new Departures(0, Duration.ZERO, assignedNanos);
        node = context.node();
        assignment = first;
        drainReports = new StatusPacer(context.transport().loop(), () -> listener.statusChanged(this));
        this.controller = controller;
        managed = controller.manage(this);
        var spec = first.getFunction();
        var runtime = context.runtimes().apply(spec.getRuntime());
        streams = runtime.streamsBodies() && spec.getAddress().getProtocol() != Protocol.UDP;
        keeper = new InstanceKeeper(
                context.transport(),
                runtime,
                controller.pool(),
                controller.config(),
                observer -> new Dispatcher(
                        context.transport().loop(),
                        node,
                        spec.getName(),
                        InstanceKeeper.timeout(spec),
                        observer,
                        managed),
                this);
    }

    String name() {
        return assignment.getFunction().getName();
    }

    FunctionSpec spec() {
        return assignment.getFunction();
    }

    Dispatcher dispatcher() {
        return keeper.dispatcher();
    }

    List<Long> pids() {
        return keeper.pids();
    }

    /** Bound and with a ready instance, in the role SERVE. */
    boolean warm() {
        return way == Way.HERE && door != null && keeper.upToDate();
    }

    /** It has come up, or failed to; requests that come now need not wait for a start that goes on anyway. */
    boolean settled() {
        return (door != null || !bindError.isEmpty()) && keeper.state() != InstanceKeeper.State.STARTING;
    }

    void bound(ServiceDoors.Door opened) {
        door = opened;
        bindError = "";
        noteWarm();
        listener.statusChanged(this);
    }

    void bindFailed(String why) {
        bindError = why;
        listener.statusChanged(this);
    }

    /** Makes a new assignment true; the same one again changes nothing. */
    void assign(Assignment next) {
        boolean same = next.equals(assignment) && (keeper.state() != InstanceKeeper.State.STOPPED || way != Way.HERE);
        if (same) {
            return;
        }
        if (!next.getFunction().equals(assignment.getFunction()) || way != Way.HERE) {
            assignedNanos = context.nanos();
            warmAfterMicros = 0;
        }
        assignment = next;
        forwardTo =
                next.getForwardTo().isEmpty() ? Optional.empty() : Optional.of(HostAndPort.parse(next.getForwardTo()));
        cancelDeadline();
        switch (next.getRole()) {
            case ROLE_UNSPECIFIED, UNRECOGNIZED, SERVE -> {
                way = Way.HERE;
                keeper.want(next.getFunction());
            }
            case DRAIN -> {
                way = Way.DRAINING;
                departures = new Departures(
                        connections.size(), Duration.ofMillis(next.getDrainDeadlineMs()), context.nanos());
                deadline = context.transport()
                        .loop()
                        .schedule(this::deadlinePassed, next.getDrainDeadlineMs(), TimeUnit.MILLISECONDS);
                if (!keeper.serving()) {
                    rerouteQueue();
                }
            }
            case FORWARD -> {
                way = Way.TO_PEER;
                rerouteQueue();
                keeper.stop(Afterwards.PARK);
            }
        }
        listener.statusChanged(this);
    }

    private void deadlinePassed() {
        deadline = null;
        if (forwardTo.isPresent()) {
            way = Way.TO_PEER;
            rerouteQueue();
        }
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private void rerouteQueue() {
        keeper.dispatcher().takeQueue().forEach(this::again);
    }

    /** The function is not assigned to this node any more; {@code then} runs when its last request is answered. */
    void close(Runnable then) {
        cancelDeadline();
        way = Way.TO_PEER;
        forwardTo = Optional.empty();
        if (door != null) {
            door.close();
        }
        keeper.dispatcher().refuseQueue(Refusal.NOT_HOSTED, "function " + name() + " has left node " + node);
        keeper.stop(Afterwards.END);
        for (var connection : new ArrayList<>(connections)) {
            connection.leave();
        }
        controller.forget(managed);
        counters.whenIdle(then);
    }

    /** Ends everything at once; the agent goes. */
    void kill() {
        cancelDeadline();
        if (door != null) {
            door.close();
        }
        keeper.kill();
    }

    @Override
    public boolean streams() {
        return streams;
    }

    @Override
    public boolean streams(HttpRequest head) {
        return streams;
    }

    @Override
    public void handle(FullHttpRequest request, Optional<BodyStream> body, long arrivedNanos, Exchange.Sink sink) {
        if (spec().getAddress().getProtocol() != Protocol.UDP) {
            Headers.stripInternal(request.headers());
        }
        again(new Exchange(request, body, 0, arrivedNanos, sink));
    }

    @Override
    public void fromPeer(
            FullHttpRequest request, Optional<BodyStream> body, int hops, long arrivedNanos, Exchange.Sink sink) {
        requestBegan();
        again(new Exchange(request, body, hops, arrivedNanos, new FromPeer(sink)));
    }

    /** Counts a request of another agent as in flight until it is answered, or the stream of its answer has ended. */
    private final class FromPeer implements Exchange.Sink {
        private final Exchange.Sink sink;

        FromPeer(Exchange.Sink sink) {
            this.sink = sink;
        }

        @Override
        public void answer(Exchange exchange, FullHttpResponse response) {
            sink.answer(exchange, response);
            requestEnded();
        }

        @Override
        public void answer(Exchange exchange, HttpResponse head, BodyStream body) {
            body.whenDone(HostedFunction.this::requestEnded);
            sink.answer(exchange, head, body);
        }

        @Override
        public boolean abandoned() {
            return sink.abandoned();
        }
    }

    /** Gives the request the way that is right now. */
    @Override
    public void again(Exchange exchange) {
        boolean here = switch (way) {
            case HERE -> true;
            case DRAINING -> forwardTo.isEmpty() || keeper.serving();
            case TO_PEER -> false;
        };
        if (here && keeper.state() == InstanceKeeper.State.FAILED && !keeper.serving()) {
            refuse(exchange, Refusal.NO_INSTANCE, keeper.error());
        } else if (here) {
            here(exchange);
        } else if (forwardTo.isPresent()) {
            forward(exchange, forwardTo.get());
        } else {
            refuse(exchange, Refusal.NOT_HOSTED, "function " + name() + " has left node " + node);
        }
    }

    private void here(Exchange exchange) {
        managed.arrived();
        boolean mayLeave = way == Way.HERE && exchange.hops() == 0;
        var place = mayLeave ? controller.policy().arrival(managed.arrival(false)) : Place.HERE;
        if (place == Place.HERE) {
            keeper.dispatcher().submit(exchange);
        } else {
            elsewhere(exchange, place, "function " + name() + " finds no place on node " + node + " nor elsewhere");
        }
    }

    private void forward(Exchange exchange, HostAndPort to) {
        var timeout =
                InstanceKeeper.timeout(assignment.getFunction()).multipliedBy(2).plus(FORWARD_ALLOWANCE);
        context.forwarder().forward(exchange, name(), to, timeout, this);
    }

    /** It can neither run nor wait here. What another agent has forwarded is not sent on: it would go round. */
    void overflows(Exchange exchange, String why) {
        var place = exchange.hops() > 0 ? Place.NOWHERE : controller.policy().arrival(managed.arrival(true));
        elsewhere(exchange, place, why);
    }

    private void elsewhere(Exchange exchange, Place place, String why) {
        var tier = place == Place.CLOUD ? Tier.CLOUD : Tier.EDGE;
        var peer = place == Place.NOWHERE ? Optional.<Peer>empty() : peer(tier);
        if (peer.isPresent()) {
            controller.offloaded();
            forward(exchange, HostAndPort.parse(peer.get().getPeerAddress()));
        } else {
            refuse(exchange, Refusal.QUEUE_FULL, why);
        }
    }

    private Optional<Peer> peer(Tier tier) {
        return assignment.getPeersList().stream()
                .filter(peer -> peer.getTier() == tier)
                .findFirst();
    }

    boolean hasPeerAtEdge() {
        return peer(Tier.EDGE).isPresent();
    }

    boolean hasPeerInCloud() {
        return peer(Tier.CLOUD).isPresent();
    }

    /** It is served here and has no instance. */
    boolean mayPrewarm() {
        return way == Way.HERE && keeper.state() == InstanceKeeper.State.COLD;
    }

    InstanceKeeper keeper() {
        return keeper;
    }

    ManagedFunction managed() {
        return managed;
    }

    @Override
    public void instanceStarted(long nanos) {
        managed.started(nanos);
    }

    @Override
    public void refuse(Exchange exchange, Refusal refusal, String message) {
        keeper.dispatcher().refuse(exchange, refusal, message);
    }

    @Override
    public void forwarded() {
        counters.forwarded();
    }

    @Override
    public void brokeOff() {
        keeper.dispatcher().brokeOff();
    }

    @Override
    public FullHttpResponse refused(Refusal refusal, String message) {
        counters.refused();
        return refusal.response(node, message);
    }

    @Override
    public boolean asksToLeave() {
        return switch (way) {
            case HERE -> false;
            case DRAINING -> departures.next(context.nanos());
            case TO_PEER -> true;
        };
    }

    @Override
    public void connectionOpened(ClientConnection connection) {
        connections.add(connection);
    }

    @Override
    public void connectionClosed(ClientConnection connection) {
        connections.remove(connection);
        countersChanged();
    }

    @Override
    public void requestBegan() {
        counters.began();
        countersChanged();
    }

    @Override
    public void requestEnded() {
        counters.ended();
        countersChanged();
    }

    @Override
    public void answerWritten(long nanos) {
        counters.answered(nanos);
    }

    private void countersChanged() {
        if (way != Way.HERE) {
            drainReports.changed(counters.inFlight() == 0 && connections.isEmpty());
        }
    }

    @Override
    public void instanceChanged() {
        managed.instancesChanged();
        if (way == Way.DRAINING && forwardTo.isPresent() && !keeper.serving()) {
            rerouteQueue();
        }
        noteWarm();
        listener.statusChanged(this);
    }

    @Override
    public void instanceLost(String how) {
        listener.instanceLost(this, how);
    }

    private void noteWarm() {
        if (warm() && warmAfterMicros == 0) {
            warmAfterMicros = Math.max(1, (context.nanos() - assignedNanos) / 1000);
        }
    }

    /** As it is now; the latency since the last call of {@link #statusOfInterval}. */
    FunctionStatus status() {
        return fill().build();
    }

    /** As {@link #status}, and a new interval of the latency begins. */
    FunctionStatus statusOfInterval() {
        return fill().setLatency(counters.takeLatency()).build();
    }

    private FunctionStatus.Builder fill() {
        var state = state();
        return FunctionStatus.newBuilder()
                .setFunction(name())
                .setVersion(assignment.getFunction().getVersion())
                .setGeneration(assignment.getGeneration())
                .setState(state)
                .setInFlight(counters.inFlight())
                .setOpenConnections(connections.size())
                .setCompleted(keeper.dispatcher().completed())
                .setForwarded(counters.forwards())
                .setFailed(keeper.dispatcher().failed() + counters.refusals())
                .setError(state == InstanceState.FAILED ? (bindError.isEmpty() ? keeper.error() : bindError) : "")
                .setWarmAfterUs(warmAfterMicros);
    }

    private InstanceState state() {
        return switch (way) {
            case HERE -> {
                if (!bindError.isEmpty() || keeper.state() == InstanceKeeper.State.FAILED) {
                    yield InstanceState.FAILED;
                }
                if (keeper.state() == InstanceKeeper.State.COLD) {
                    yield InstanceState.COLD;
                }
                yield warm() ? InstanceState.WARM : InstanceState.WARMING;
            }
            case DRAINING, TO_PEER ->
                keeper.state() == InstanceKeeper.State.STOPPED ? InstanceState.GONE : InstanceState.DRAINING;
        };
    }
}
