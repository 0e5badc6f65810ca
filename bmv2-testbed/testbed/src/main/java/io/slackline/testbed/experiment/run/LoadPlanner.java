package io.slackline.testbed.experiment.run;

import io.slackline.api.v1.Function;
import io.slackline.api.v1.ServiceAddress;
import io.slackline.common.config.HostAndPort;
import io.slackline.testbed.experiment.Experiment.Trial;
import io.slackline.testbed.experiment.FunctionConfig;
import io.slackline.testbed.experiment.FunctionConfig.Copy;
import io.slackline.testbed.experiment.LoadConfig;
import io.slackline.testbed.live.RunDirectory;
import io.slackline.testbed.load.LoadPlan;
import io.slackline.testbed.load.LoadPlan.FlowPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What the load generator has to do for the loads of a repetition: one flow for each copy of a function. */
final class LoadPlanner {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration AT_LONGEST = Duration.ofHours(24);

    private final RunDirectory directory;
    private final List<FlowPlan> flows = new ArrayList<>();
    private final List<String> loadOfFlow = new ArrayList<>();

    LoadPlanner(RunDirectory directory, Trial trial, Map<String, Function> deployed) {
        this.directory = directory;
        for (LoadConfig load : trial.loads()) {
            FunctionConfig function = function(trial, load.function());
            Path cases = function.program().writeCases(directory.file("cases"), stages(trial, function));
            List<Copy> copies = function.deployed();
            for (Copy copy : copies) {
                ServiceAddress address = Objects.requireNonNull(deployed.get(copy.name()))
                        .getSpec()
                        .getAddress();
                flows.add(new FlowPlan(
                        copies.size() == 1 ? load.name() : load.name() + " to " + copy.name(),
                        copy.name(),
                        load.kind(),
                        new HostAndPort(address.getIp(), address.getPort()),
                        load.rate() / copies.size(),
                        load.arrivals(),
                        Math.max(1, load.connections() / copies.size()),
                        cases));
                loadOfFlow.add(load.name());
            }
        }
    }

    private static FunctionConfig function(Trial trial, String name) {
        return trial.functions().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** How many functions a request goes through. */
    private static int stages(Trial trial, FunctionConfig function) {
        int stages = 1;
        Optional<String> next = function.next();
        while (next.isPresent()) {
            stages++;
            next = function(trial, next.get()).next();
        }
        return stages;
    }

    /** @param seed of the requests' random times: the same brings the same ones */
    LoadPlan plan(String recordsName, long seed) {
        return new LoadPlan(directory.file(recordsName), TIMEOUT, AT_LONGEST, seed, flows);
    }

    List<String> loadOfFlow() {
        return List.copyOf(loadOfFlow);
    }
}
