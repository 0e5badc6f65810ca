package io.slackline.testbed.simulation;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * The event loop of all simulated agents and the clock of the whole simulation: time is that of the event at hand. Agents schedule with it as with any
 * event loop; the simulation's own events are lighter ({@link #at}). What is due at the same time runs in this order: tasks without a time, timers of
 * agents, events as they were added.
 */
final class VirtualLoop extends AbstractScheduledEventExecutor implements EventLoop {
    private final EventQueue events = new EventQueue();
    private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
    private final Ticker ticker = new VirtualTicker();
    private long now;

    private final class VirtualTicker implements Ticker {
        @Override
        public long initialNanoTime() {
            return 0;
        }

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public void sleep(long delay, TimeUnit unit) {
            throw new UnsupportedOperationException("nobody sleeps in virtual time");
        }
    }

    /** Nanoseconds since the simulation began. */
    long now() {
        return now;
    }

    /** @param nanos not in the past */
    void at(long nanos, Runnable event) {
        if (nanos < now) {
            throw new IllegalArgumentException("an event at " + nanos + " ns, and it is " + now + " already");
        }
        events.add(nanos, event);
    }

    void after(long nanos, Runnable event) {
        at(now + nanos, event);
    }

    /** Events of the simulation so far, timers of agents not among them. */
    long eventCount() {
        return events.added();
    }

    /** Lets happen what is due until then, then included. */
    void runUntil(long end) {
        while (true) {
            for (Runnable task = ready.poll(); task != null; task = ready.poll()) {
                task.run();
            }
            long deadline = nextScheduledTaskDeadlineNanos();
            long timer = deadline < 0 ? EventQueue.NONE : deadline;
            long event = events.nextNanos();
            if (Math.min(timer, event) > end) {
                now = end;
                return;
            }
            if (timer <= event) {
                now = Math.max(now, timer);
                Runnable due = pollScheduledTask(now);
                if (due != null) {
                    due.run();
                }
            } else {
                now = event;
                events.poll().run();
            }
        }
    }

    @Override
    public void execute(Runnable task) {
        ready.add(task);
    }

    @Override
    public Ticker ticker() {
        return ticker;
    }

    @Override
    public boolean inEventLoop(Thread thread) {
        return true;
    }

    @Override
    public EventLoop next() {
        return this;
    }

    @Override
    public EventLoopGroup parent() {
        return this;
    }

    @Override
    public boolean isShuttingDown() {
        return false;
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return false;
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        throw endless();
    }

    @Override
    public Future<?> terminationFuture() {
        throw endless();
    }

    @Override
    @Deprecated
    public void shutdown() {
        throw endless();
    }

    @Override
    public ChannelFuture register(Channel channel) {
        throw noSockets();
    }

    @Override
    public ChannelFuture register(ChannelPromise promise) {
        throw noSockets();
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        throw noSockets();
    }

    private static UnsupportedOperationException endless() {
        return new UnsupportedOperationException("virtual time does not end, it is left");
    }

    private static UnsupportedOperationException noSockets() {
        return new UnsupportedOperationException("there are no sockets in virtual time");
    }
}
