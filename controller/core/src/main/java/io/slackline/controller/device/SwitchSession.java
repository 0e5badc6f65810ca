package io.slackline.controller.device;

import io.grpc.ChannelCredentials;
import io.grpc.Status;
import io.slackline.common.SlacklineException;
import io.slackline.controller.ControllerConfig.SwitchConfig;
import io.slackline.controller.device.SwitchView.State;
import io.slackline.controller.p4rt.ElectionId;
import io.slackline.controller.p4rt.Mastership;
import io.slackline.controller.p4rt.P4RuntimeSession;
import io.slackline.controller.p4rt.PipelineConfig;
import io.slackline.controller.p4rt.SessionListener;
import io.slackline.pipeline.SlacklinePipeline;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p4.v1.DigestList;
import p4.v1.PacketIn;
import p4.v1.StreamError;

/**
 * Keeps one switch as it is wanted, for the life of the controller.
 *
 * <p>One virtual thread owns everything: it connects, competes to be primary, and as primary makes the switch right ({@link
 * SwitchWriter}); then it serves commands until the stream breaks or the primary's place is lost, and begins again with a back-off.
 * Any doubt about what the switch holds (a refused write, a broken call) ends the connection, because the next one reads everything
 * anew. Commands may be put by any thread.
 */
final class SwitchSession implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SwitchSession.class);
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(100);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(2);
    private static final Duration IDLE_WAKE_UP = Duration.ofMillis(250);

    private final SwitchConfig config;
    private final SlacklinePipeline pipeline;
    private final ChannelCredentials credentials;
    private final InstantSource clock;
    private final Supplier<DesiredState> desired;
    private final DeviceListener listener;
    private final SwitchStatus status;
    private final PuntedPackets punted;
    private final Prober prober;
    private final BlockingDeque<SwitchCommand> inbox = new LinkedBlockingDeque<>();
    private final AtomicBoolean reconcileQueued = new AtomicBoolean();
    private final Thread owner;
    private volatile boolean closed;
    private volatile @Nullable SessionListener current;

    SwitchSession(
            SwitchConfig config,
            SlacklinePipeline pipeline,
            ChannelCredentials credentials,
            InstantSource clock,
            Supplier<DesiredState> desired,
            DeviceListener listener) {
        this.config = config;
        this.pipeline = pipeline;
        this.credentials = credentials;
        this.clock = clock;
        this.desired = desired;
        this.listener = listener;
        this.status = new SwitchStatus(config, pipeline);
        this.punted = new PuntedPackets(config.name(), listener);
        this.prober = new Prober(config.name(), pipeline, clock);
        this.owner = Thread.ofVirtual().name("switch-" + config.name()).unstarted(this::run);
    }

    void start() {
        owner.start();
    }

    SwitchView view() {
        return status.view();
    }

    SwitchStatus status() {
        return status;
    }

    /** Something in the desired state has changed. */
    void reconcile() {
        if (reconcileQueued.compareAndSet(false, true)) {
            inbox.addLast(new SwitchCommand.Reconcile());
        }
    }

    /** Writes a service ahead of everything that waits; completes with whether the switch has acknowledged it. */
    CompletableFuture<Boolean> flip(int slot) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        inbox.addFirst(new SwitchCommand.Flip(slot, done));
        return done;
    }

    /** What the registers hold of a node and a function; fails at once when this session is not READY, later when no answer comes. */
    CompletableFuture<NodeProbe> probe(int node, int slot) {
        return status.readySession()
                .map(session -> prober.ask(session, node, slot))
                .orElseGet(() -> CompletableFuture.failedFuture(new SlacklineException(
                        SlacklineException.Code.UNAVAILABLE, "switch " + config.name() + " is not READY")));
    }

    /** The latest answers, while it is READY. */
    Collection<NodeProbe> probes() {
        return status.readySession().isPresent() ? prober.latest() : List.of();
    }

    private void run() {
        Duration backOff = FIRST_BACK_OFF;
        while (!closed) {
            boolean wasReady = false;
            try (P4RuntimeSession session = connect()) {
                serve(session);
            } catch (SlacklineException e) {
                wasReady = status.view().state() == State.READY;
                lost(e, wasReady);
            } catch (InterruptedException e) {
                status.enter(State.UNREACHABLE, "the controller is stopping");
                return;
            }
            backOff = wasReady ? FIRST_BACK_OFF : longer(backOff);
            refuseFlips();
            pause(backOff);
        }
    }

    private P4RuntimeSession connect() {
        inbox.removeIf(command -> !(command instanceof SwitchCommand.Flip));
        reconcileQueued.set(false);
        SessionListener events = new IntoInbox();
        current = events;
        return new P4RuntimeSession(
                config.name(),
                config.address(),
                config.deviceId(),
                ElectionId.now(clock),
                credentials,
                entity -> entity.hasTableEntry() ? pipeline.describe(entity.getTableEntry()) : entity.toString(),
                events);
    }

    /** Returns never; ends by exception. */
    private void serve(P4RuntimeSession session) throws InterruptedException {
        status.connected(session.version(), session.electionId().low());
        session.arbitrate();
        @Nullable SwitchWriter writer = null;
        while (true) {
            SwitchCommand command = inbox.pollFirst(IDLE_WAKE_UP.toMillis(), TimeUnit.MILLISECONDS);
            if (command instanceof SwitchCommand.MastershipChanged change) {
                writer = onMastership(change.mastership(), session, writer);
            } else if (command instanceof SwitchCommand.StreamEnded ended) {
                throw streamEnded(ended.cause());
            } else if (writer == null) {
                if (command instanceof SwitchCommand.Flip flip) {
                    flip.done().complete(false);
                }
            } else {
                asPrimary(command, writer);
            }
        }
    }

    private void asPrimary(@Nullable SwitchCommand command, SwitchWriter writer) {
        switch (command) {
            case null -> {}
            case SwitchCommand.Reconcile _ -> {
                reconcileQueued.set(false);
                writer.reconcile(desired.get());
            }
            case SwitchCommand.Flip flip -> flip(flip, writer);
            case SwitchCommand.Punted packet -> punted.handle(packet.packet());
            case SwitchCommand.Learnt learnt -> writer.learn(learnt.digest());
            case SwitchCommand.MastershipChanged _, SwitchCommand.StreamEnded _ ->
                throw new IllegalStateException("handled before: " + command);
        }
        writer.sweepWhenDue(desired.get());
    }

    private void flip(SwitchCommand.Flip flip, SwitchWriter writer) {
        ServiceSteering steering = desired.get().services().get(flip.slot());
        try {
            if (steering != null) {
                writer.flip(steering, desired.get());
            }
            flip.done().complete(true);
        } catch (SlacklineException e) {
            flip.done().completeExceptionally(e);
            throw e;
        }
    }

    private @Nullable SwitchWriter onMastership(
            Mastership mastership, P4RuntimeSession session, @Nullable SwitchWriter writer) {
        return switch (mastership) {
            case Mastership.Primary _ -> writer != null ? writer : takeOver(session);
            case Mastership.Backup backup -> {
                stepDown("another controller is primary, election id " + backup.highest());
                yield null;
            }
            case Mastership.Vacant vacant -> {
                stepDown("no controller is primary");
                session.arbitrateAbove(vacant.highest());
                yield null;
            }
        };
    }

    private SwitchWriter takeOver(P4RuntimeSession session) {
        status.enter(State.RECONCILING, "");
        prober.forget();
        boolean pushed = session.ensurePipeline(
                new PipelineConfig(pipeline.p4Info(), pipeline.deviceConfig(), pipeline.cookie()));
        SwitchWriter writer = new SwitchWriter(config, pipeline, session, status, clock);
        int writes = writer.takeOver(desired.get());
        status.ready(session, writes);
        log.info(
                "switch {}: ready, {} entries written{}",
                config.name(),
                writes,
                pushed ? " after the pipeline was pushed" : "");
        listener.onReady(status.view());
        return writer;
    }

    private void stepDown(String reason) {
        boolean wasReady = status.view().state() == State.READY;
        status.enter(State.BACKUP, reason);
        log.info("switch {}: backup, {}", config.name(), reason);
        if (wasReady) {
            listener.onLost(config.name(), reason);
        }
    }

    private void lost(SlacklineException cause, boolean wasReady) {
        if (closed) {
            return;
        }
        boolean news = !cause.getMessage().equals(status.view().error());
        status.enter(State.UNREACHABLE, cause.getMessage());
        if (news) {
            log.warn("switch {}: {}", config.name(), cause.getMessage());
        }
        if (wasReady) {
            listener.onLost(config.name(), cause.getMessage());
        }
    }

    private SlacklineException streamEnded(Status cause) {
        String why = cause.getDescription() == null ? cause.getCode().name() : cause.getDescription();
        return new SlacklineException(
                SlacklineException.Code.UNAVAILABLE,
                "switch " + config.name() + " at " + config.address() + ": stream ended: " + why);
    }

    /** A flip that waits while there is no connection is pending, not failed: reconciliation will catch the switch up. */
    private void refuseFlips() {
        inbox.removeIf(command -> {
            if (command instanceof SwitchCommand.Flip flip) {
                flip.done().complete(false);
                return true;
            }
            return false;
        });
    }

    private void pause(Duration backOff) {
        long end = System.nanoTime() + backOff.toNanos();
        while (!closed && System.nanoTime() < end) {
            try {
                Thread.sleep(Math.min(50, backOff.toMillis()));
            } catch (InterruptedException e) {
                return;
            }
            refuseFlips();
        }
    }

    private static Duration longer(Duration backOff) {
        Duration twice = backOff.multipliedBy(2);
        return twice.compareTo(LONGEST_BACK_OFF) < 0 ? twice : LONGEST_BACK_OFF;
    }

    @Override
    public void close() {
        closed = true;
        owner.interrupt();
    }

    /** Waits for the session's thread to end, which {@link #close} asks for. */
    void awaitEnd(long timeout, TimeUnit unit) {
        try {
            if (!owner.join(Duration.of(timeout, unit.toChronoUnit()))) {
                log.warn("switch {}: its session did not end in {} {}", config.name(), timeout, unit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Puts what the switch says into the inbox, in its order; what a connection says after its end is nobody's. */
    private final class IntoInbox implements SessionListener {
        @Override
        public void onMastership(Mastership mastership) {
            put(new SwitchCommand.MastershipChanged(mastership));
        }

        @Override
        public void onPacketIn(PacketIn packet) {
            try {
                var punted = pipeline.decodePacketIn(packet);
                if (!prober.takes(punted)) {
                    put(new SwitchCommand.Punted(punted));
                }
            } catch (IllegalArgumentException unreadable) {
                log.warn("switch {}: a packet-in cannot be read: {}", config.name(), unreadable.getMessage());
            }
        }

        @Override
        public void onDigest(DigestList digest) {
            put(new SwitchCommand.Learnt(digest));
        }

        @Override
        public void onStreamError(StreamError error) {
            log.warn("switch {}: refused a stream message: {}", config.name(), error.getMessage());
        }

        @Override
        public void onClosed(Status cause) {
            put(new SwitchCommand.StreamEnded(cause));
        }

        private void put(SwitchCommand command) {
            if (current == this) {
                inbox.addLast(command);
            }
        }
    }
}
