package io.slackline.testbed;

import io.slackline.testbed.host.LeftOvers;
import io.slackline.testbed.host.RunState;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code cleanup}. */
@Command(
        name = "cleanup",
        mixinStandardHelpOptions = true,
        description = "Removes what crashed runs left behind; leaves alone what is alive.")
final class CleanupCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        List<String> removed = LeftOvers.remove(RunState.ofUser());
        removed.forEach(line -> System.out.println("removed " + line));
        if (removed.isEmpty()) {
            System.err.println("nothing was left behind");
        }
        return 0;
    }
}
