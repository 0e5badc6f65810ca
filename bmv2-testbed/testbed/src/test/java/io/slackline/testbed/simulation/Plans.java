package io.slackline.testbed.simulation;

import io.slackline.common.config.ConfigLoader;
import io.slackline.testbed.simulation.Simulation.Economy;
import io.slackline.testbed.simulation.Simulation.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Small plans for tests, and runs of them. */
final class Plans {
    private Plans() {}

    static Plan of(String yaml) {
        return ConfigLoader.parse(yaml, "test", Plan.class);
    }

    /** Each decision of the switch, as text, and the result. */
    record Run(List<String> decisions, SimulationResult result) {}

    static Run run(Plan plan, Economy economy, Path parent) {
        try {
            Path directory = Files.createTempDirectory(parent, "run");
            List<String> decisions = new ArrayList<>();
            try (Simulation simulation = new Simulation(
                    plan,
                    economy,
                    (nanos, function, node) -> decisions.add(nanos + " f" + function + " n" + node),
                    directory)) {
                return new Run(decisions, simulation.run(Progress.SILENT));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SimulationResult result(String yaml, Path parent) {
        return run(of(yaml), Economy.LAZY, parent).result();
    }
}
