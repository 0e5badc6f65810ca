package io.slackline.controller.migration;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A virtual thread. */
final class OwnerThread implements Owner {
    private static final Logger log = LoggerFactory.getLogger(OwnerThread.class);

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private volatile boolean closed;

    OwnerThread(String name) {
        Thread.ofVirtual().name(name).start(this::run);
    }

    private void run() {
        try {
            while (!closed || !tasks.isEmpty()) {
                tasks.take().run();
            }
        } catch (InterruptedException stopped) {
            log.debug("interrupted", stopped);
        }
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void close() {
        tasks.add(() -> closed = true);
    }
}
