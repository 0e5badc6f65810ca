package io.slackline.testbed.fault;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Every write of a part to a file fails, as on a full disk; what is there can still be read. Done by a limit on the size of files, setrlimit(2)
 * RLIMIT_FSIZE, so the error is EFBIG and not ENOSPC. Processes that the part starts meanwhile inherit the limit for good.
 */
public record FullDisk(Part.Kind part, Optional<String> node) implements Fault {

    public FullDisk {
        Part _ = new Part(part, node);
    }

    public static FullDisk of(Part part) {
        return new FullDisk(part.kind(), part.node());
    }

    @Override
    public Injected inject(FaultTarget target) {
        List<ProcessHandle> processes = target.processes(new Part(part, node));
        processes.forEach(process -> limit(process, "0"));
        return new Injected(
                this,
                () -> processes.stream()
                        .filter(ProcessHandle::isAlive)
                        .forEach(process -> limit(process, "unlimited")));
    }

    /** Sets the soft limit by prlimit(1). */
    private static void limit(ProcessHandle process, String bytes) {
        List<String> command = List.of("prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + bytes + ":");
        try {
            Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (tool.waitFor() != 0) {
                throw new SlacklineException(
                        Code.FAILED_PRECONDITION, "`%s` failed: %s".formatted(String.join(" ", command), said));
            }
        } catch (IOException e) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION, "cannot run `prlimit` (package util-linux): " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlacklineException(Code.UNAVAILABLE, "interrupted while `prlimit` ran", e);
        }
    }

    @Override
    public String describe() {
        return "full disk of " + new Part(part, node);
    }
}
