package io.slackline.controller.event;

import io.slackline.api.v1.Event;
import io.slackline.api.v1.Event.Severity;
import io.slackline.controller.time.Timekeeper;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The latest events, numbered, kept in memory and logged. Kinds are dotted and stable; docs/operations.md lists them. Safe for use by any thread. */
public final class EventLog {
    private static final Logger log = LoggerFactory.getLogger(EventLog.class);
    private static final int KEPT = 10_000;

    private final Timekeeper time;
    private final Feed<Event> feed = new Feed<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Event> kept = new ArrayDeque<>();
    private long lastId;

    public EventLog(Timekeeper time) {
        this.time = time;
    }

    public void info(String kind, String subject, String message) {
        post(Severity.INFO, kind, subject, message);
    }

    public void warning(String kind, String subject, String message) {
        post(Severity.WARNING, kind, subject, message);
    }

    public void error(String kind, String subject, String message) {
        post(Severity.ERROR, kind, subject, message);
    }

    /** Takes over an event of a node, with its time and a number of ours. */
    public void relay(Event event) {
        publish(event.toBuilder());
    }

    private void post(Severity severity, String kind, String subject, String message) {
        publish(Event.newBuilder()
                .setAtUs(time.micros())
                .setSeverity(severity)
                .setKind(kind)
                .setSubject(subject)
                .setMessage(message));
    }

    private void publish(Event.Builder event) {
        lock.lock();
        try {
            var numbered = event.setId(++lastId).build();
            if (kept.size() == KEPT) {
                kept.removeFirst();
            }
            kept.addLast(numbered);
            feed.publish(numbered);
            write(numbered);
        } finally {
            lock.unlock();
        }
    }

    private static void write(Event event) {
        switch (event.getSeverity()) {
            case ERROR -> log.error("{} {}: {}", event.getKind(), event.getSubject(), event.getMessage());
            case WARNING -> log.warn("{} {}: {}", event.getKind(), event.getSubject(), event.getMessage());
            case INFO, SEVERITY_UNSPECIFIED, UNRECOGNIZED ->
                log.info("{} {}: {}", event.getKind(), event.getSubject(), event.getMessage());
        }
    }

    /** The latest, oldest first. */
    public List<Event> latest(int count) {
        lock.lock();
        try {
            return kept.stream().skip(Math.max(0, kept.size() - count)).toList();
        } finally {
            lock.unlock();
        }
    }

    /** The latest, then all that follow, with no gap and nothing twice. */
    public History follow(int backlog) {
        lock.lock();
        try {
            return new History(latest(backlog), feed.subscribe());
        } finally {
            lock.unlock();
        }
    }

    /** What was before, oldest first, and what comes. */
    public record History(List<Event> past, Subscription<Event> future) {}
}
