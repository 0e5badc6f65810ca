package io.slackline.testbed.fault;

import io.slackline.common.config.Default;
import io.slackline.testbed.linux.Libc;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A part that crawls: stopped for a while, then running for a while, again and again. Of one whose disk alone is slow, see {@link SlowDisk}.
 */
public record Slow(
        Part.Kind part,
        Optional<String> node,
        @Default("90ms") Duration stopped,
        @Default("10ms") Duration running) implements PartFault {

    public Slow {
        Part _ = new Part(part, node);
        if (stopped.isZero() || running.isZero()) {
            throw new IllegalArgumentException("stopped, running: expected more than 0");
        }
    }

    @Override
    public Injected inject(FaultTarget target) {
        List<ProcessHandle> processes = target.processes(victim());
        Thread thread = Thread.ofVirtual().name("slow " + victim()).start(() -> alternate(processes));
        return new Injected(this, () -> end(thread));
    }

    private void alternate(List<ProcessHandle> processes) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Stop.signal(processes, Libc.SIGSTOP);
                Thread.sleep(stopped);
                Stop.signal(processes, Libc.SIGCONT);
                Thread.sleep(running);
            }
        } catch (InterruptedException healed) {
            Thread.currentThread().interrupt();
        } finally {
            Stop.signal(processes, Libc.SIGCONT);
        }
    }

    private static void end(Thread thread) {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String describe() {
        long share = 100 * running.toNanos() / running.plus(stopped).toNanos();
        return "slow " + victim() + " to " + share + " %";
    }
}
