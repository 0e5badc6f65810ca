package io.slackline.agent.host;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets the controller follow a draining function without a message for each request: reaching zero is told at once, other changes within 250
 * milliseconds. Belongs to the event loop.
 */
final class StatusPacer {
    private static final long PACE_MILLIS = 250;

    private final EventLoop loop;
    private final Runnable tell;
    private @Nullable Future<?> due;

    StatusPacer(EventLoop loop, Runnable tell) {
        this.loop = loop;
        this.tell = tell;
    }

    /** @param settled nothing is in flight and no connection is open */
    void changed(boolean settled) {
        if (settled) {
            if (due != null) {
                due.cancel(false);
            }
            due = null;
            tell.run();
        } else if (due == null) {
            due = loop.schedule(this::tellNow, PACE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void tellNow() {
        due = null;
        tell.run();
    }
}
