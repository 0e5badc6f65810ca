package io.slackline.testbed.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.slackline.api.v1.Function;
import io.slackline.common.config.HostAndPort;
import io.slackline.testbed.functions.SampleFunction;
import io.slackline.testbed.live.LiveTestbed;
import io.slackline.testbed.live.LoadRun;
import io.slackline.testbed.load.LoadPlan;
import io.slackline.testbed.load.LoadPlan.Arrivals;
import io.slackline.testbed.load.LoadPlan.FlowKind;
import io.slackline.testbed.load.LoadPlan.FlowPlan;
import io.slackline.testbed.load.RequestLog;
import io.slackline.testbed.measure.Measurement;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Loads that the scenarios put on functions. */
final class Loads {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Loads() {}

    static HostAndPort address(Function function) {
        return new HostAndPort(
                function.getSpec().getAddress().getIp(),
                function.getSpec().getAddress().getPort());
    }

    static LoadRun start(LiveTestbed testbed, SampleFunction sample, Function function, FlowKind kind, double rate) {
        return start(testbed, sample.functionName(), List.of(flow(testbed, sample, function, kind, rate)));
    }

    static LoadRun start(LiveTestbed testbed, String name, List<FlowPlan> flows) {
        return LoadRun.start(
                testbed,
                new LoadPlan(testbed.directory().file(name + ".records"), PATIENCE, Duration.ofHours(1), 1, flows));
    }

    static FlowPlan flow(LiveTestbed testbed, SampleFunction sample, Function function, FlowKind kind, double rate) {
        return new FlowPlan(
                sample.functionName(),
                sample.functionName(),
                kind,
                address(function),
                rate,
                Arrivals.CONSTANT,
                4,
                sample.writeCases(testbed.directory().file("cases")));
    }

    /** Every request got one good answer and was executed once. */
    static void assertNothingLost(RequestLog log) {
        Measurement measurement = new Measurement(log);
        assertEquals(Map.of(), measurement.failures(), "failed requests");
        assertEquals(0, measurement.duplicates(), "duplicated requests");
    }
}
