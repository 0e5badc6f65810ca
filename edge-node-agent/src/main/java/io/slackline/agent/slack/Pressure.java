package io.slackline.agent.slack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** CPU pressure as the kernel tells it. Source: the kernel's accounting/psi.rst. */
public final class Pressure {
    private final Path file;

    /** @param file {@code /proc/pressure/cpu} */
    public Pressure(Path file) {
        this.file = file;
    }

    /** Share of the last ten seconds in which some task waited for a CPU, in 1/1000; 0 where the kernel does not tell. */
    public int cpuPermille() {
        try {
            for (var line : Files.readAllLines(file)) {
                int at = line.indexOf("avg10=");
                if (line.startsWith("some") && at >= 0) {
                    var value = line.substring(at + "avg10=".length(), line.indexOf(' ', at));
                    return Math.clamp(Math.round(Double.parseDouble(value) * 10), 0, 1000);
                }
            }
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException untold) {
            return 0;
        }
        return 0;
    }
}
