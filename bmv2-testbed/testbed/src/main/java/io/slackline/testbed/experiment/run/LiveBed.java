package io.slackline.testbed.experiment.run;

import io.slackline.testbed.live.ControlClient;
import io.slackline.testbed.live.LiveTestbed;
import io.slackline.testbed.live.LoadRun;
import io.slackline.testbed.live.RunDirectory;
import io.slackline.testbed.load.LoadPlan;
import io.slackline.testbed.observe.WireTap;
import io.slackline.testbed.topology.Topology;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The built-in testbed. */
public record LiveBed(LiveTestbed testbed) implements Bed {
    @Override
    public String name() {
        return testbed.network();
    }

    @Override
    public Topology topology() {
        return testbed.topology();
    }

    @Override
    public RunDirectory directory() {
        return testbed.directory();
    }

    @Override
    public ControlClient control() {
        return testbed.control();
    }

    @Override
    public void enforceBudgets() {
        testbed.enforceBudgets();
    }

    @Override
    public LoadRun startLoad(LoadPlan plan) {
        return LoadRun.start(testbed, plan);
    }

    @Override
    public WireTap tap() {
        return new WireTap(testbed.topology());
    }

    @Override
    public void networkFunctionLoad(String node, int millicores) {
        testbed.networkFunction(node).load(millicores);
    }

    @Override
    public void sleep(Duration duration) {
        testbed.supervisor().sleep(duration);
    }

    @Override
    public void await(String what, Duration limit, BooleanSupplier condition) {
        testbed.supervisor().await(what, limit, condition);
    }

    @Override
    public void close() {
        testbed.close();
    }
}
