package io.slackline.testbed.experiment.run;

import io.slackline.testbed.live.ControlClient;
import io.slackline.testbed.live.LoadRun;
import io.slackline.testbed.live.RunDirectory;
import io.slackline.testbed.load.LoadPlan;
import io.slackline.testbed.observe.WireTap;
import io.slackline.testbed.topology.Topology;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Where an experiment is carried out: a network with switch, controller, agents, network functions and clients alive in it. Errors: SlacklineExceptions. */
public interface Bed extends AutoCloseable {

    /** As {@code run.json} calls it: namespaces, mininet. */
    String name();

    Topology topology();

    /** For files of the run; not kept. */
    RunDirectory directory();

    ControlClient control();

    /** Puts the nodes under their CPU budgets, where this machine can; before, everything warms up as fast as it can. */
    void enforceBudgets();

    /** Starts a load generator at a client. */
    LoadRun startLoad(LoadPlan plan);

    /** Listens at all ports of the switch. */
    WireTap tap();

    /** The node's network function takes so much CPU from now on. */
    void networkFunctionLoad(String node, int millicores);

    /** Sleeps. Errors: whatever has ended unasked meanwhile. */
    void sleep(Duration duration);

    /** Waits. Errors: DEADLINE_EXCEEDED with {@code what}; whatever has ended unasked meanwhile. */
    void await(String what, Duration limit, BooleanSupplier condition);

    @Override
    void close();
}
