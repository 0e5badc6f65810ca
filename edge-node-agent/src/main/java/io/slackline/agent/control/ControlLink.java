package io.slackline.agent.control;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.slackline.agent.runtime.ArtifactStore;
import io.slackline.api.v1.AgentMessage;
import io.slackline.api.v1.AgentServiceGrpc;
import io.slackline.api.v1.Assignments;
import io.slackline.api.v1.ControllerMessage;
import io.slackline.api.v1.FetchArtifactRequest;
import io.slackline.api.v1.Register;
import io.slackline.api.v1.Registered;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The join stream, on a virtual thread of its own that dials, registers, writes what is offered, and dials again when the stream breaks, for as
 * long as it takes. What is offered while there is no stream is dropped: the next registration tells the controller the present state.
 */
public final class ControlLink implements ArtifactStore.Source, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ControlLink.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final Duration FETCH_TIMEOUT = Duration.ofMinutes(10);

    /** Messages that may wait for the stream; then the controller is too slow and the stream is given up. */
    private static final int OUTBOX_LIMIT = 65_536;

    /** What the link needs of the agent. Called on the link's thread or one of the channel's, one call at a time for each stream. */
    public interface Handler {
        /** The first message of a stream. */
        Register register();

        void registered(Registered registered);

        void assigned(Assignments assignments);

        void lost();
    }

    /** Why the stream has ended; the last thing in the outbox. */
    private record Ended(Status status) {}

    private final Supplier<ManagedChannel> dial;
    private final Handler handler;
    private final Thread thread;
    private volatile @Nullable Session session;
    private volatile boolean closed;
    private Duration pause = FIRST_PAUSE;
    private String lastRefusal = "";

    /** One stream. */
    private final class Session implements StreamObserver<ControllerMessage> {
        final ManagedChannel channel = dial.get();
        final LinkedBlockingQueue<Object> outbox = new LinkedBlockingQueue<>(OUTBOX_LIMIT);
        volatile boolean registered;

        @Override
        public void onNext(ControllerMessage message) {
            try {
                switch (message.getMessageCase()) {
                    case REGISTERED -> {
                        registered = true;
                        handler.registered(message.getRegistered());
                    }
                    case ASSIGNMENTS -> handler.assigned(message.getAssignments());
                    case MESSAGE_NOT_SET -> log.warn("the controller sent a message that this version does not know");
                }
            } catch (RuntimeException fault) {
                log.error("a message of the controller could not be followed", fault);
            }
        }

        @Override
        public void onError(Throwable error) {
            end(Status.fromThrowable(error));
        }

        @Override
        public void onCompleted() {
            end(Status.UNAVAILABLE.withDescription("the controller ended the stream"));
        }

        void end(Status status) {
            outbox.clear();
            outbox.add(new Ended(status));
        }
    }

    /** @param dial a fresh channel for each attempt */
    public ControlLink(Supplier<ManagedChannel> dial, Handler handler) {
        this.dial = dial;
        this.handler = handler;
        thread = Thread.ofVirtual().name("control-link").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Registered, and the stream lives. */
    public boolean connected() {
        var now = session;
        return now != null && now.registered;
    }

    /** Sends it if there is a stream. Never blocks. */
    public void offer(AgentMessage message) {
        var now = session;
        if (now != null && !now.outbox.offer(message)) {
            now.end(Status.RESOURCE_EXHAUSTED.withDescription("the controller reads too slowly"));
        }
    }

    /** As {@link #offer}, but only while little waits: for what the next one replaces. */
    public void offerIfIdle(AgentMessage message) {
        var now = session;
        if (now != null && now.registered && now.outbox.size() < 16) {
            offer(message);
        }
    }

    private void run() {
        while (!closed) {
            try {
                runSession();
                if (!closed) {
                    Thread.sleep(jittered(pause));
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                }
            } catch (InterruptedException closing) {
                return;
            } catch (RuntimeException fault) {
                log.error("control link", fault);
            }
        }
    }

    private static Duration jittered(Duration pause) {
        return Duration.ofNanos(
                (long) (pause.toNanos() * ThreadLocalRandom.current().nextDouble(0.8, 1.2)));
    }

    private void runSession() throws InterruptedException {
        var mine = new Session();
        try {
            StreamObserver<AgentMessage> out =
                    AgentServiceGrpc.newStub(mine.channel).join(mine);
            // From here on changes are kept for the stream; the registration may hold some of them already.
            session = mine;
            out.onNext(AgentMessage.newBuilder().setRegister(handler.register()).build());
            for (var next = mine.outbox.take(); ; next = mine.outbox.take()) {
                if (next instanceof AgentMessage message) {
                    out.onNext(message);
                } else if (next instanceof Ended ended) {
                    tell(mine, ended.status());
                    break;
                }
            }
        } catch (IllegalStateException broken) {
            log.debug("written into a stream that has just ended", broken);
        } finally {
            session = null;
            mine.channel.shutdownNow();
            mine.channel.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void tell(Session ended, Status status) {
        if (closed) {
            return;
        }
        if (ended.registered) {
            pause = FIRST_PAUSE;
            lastRefusal = "";
            log.warn("the controller is away ({}); serving goes on", describe(status));
            handler.lost();
        } else if (!describe(status).equals(lastRefusal)) {
            lastRefusal = describe(status);
            log.info("cannot join yet, will go on trying: {}", lastRefusal);
        }
    }

    private static String describe(Status status) {
        var text = new StringBuilder(status.getCode().toString());
        if (status.getDescription() != null) {
            text.append(": ").append(status.getDescription());
        }
        var cause = status.getCause();
        if (cause != null && cause.getMessage() != null) {
            text.append(": ").append(cause.getMessage());
        }
        return text.toString();
    }

    @Override
    public void fetch(String sha256, OutputStream to) throws IOException {
        var now = session;
        if (now == null) {
            throw new SlacklineException(
                    Code.UNAVAILABLE, "artifact " + sha256 + " is not cached here and the controller is away");
        }
        try {
            var chunks = AgentServiceGrpc.newBlockingStub(now.channel)
                    .withDeadlineAfter(FETCH_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                    .fetchArtifact(
                            FetchArtifactRequest.newBuilder().setSha256(sha256).build());
            while (chunks.hasNext()) {
                chunks.next().getData().writeTo(to);
            }
        } catch (StatusRuntimeException failed) {
            throw new SlacklineException(
                    Code.UNAVAILABLE,
                    "artifact " + sha256 + " cannot be fetched from the controller: " + describe(failed.getStatus()),
                    failed);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        try {
            thread.join(GRACE.multipliedBy(2));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
