package io.slackline.testbed.fault;

import java.time.Duration;
import java.util.List;

/** A running testbed as faults see it. Errors: NOT_FOUND, with the valid names, for what is not in the testbed. */
public interface FaultTarget {

    /** The processes of a part that run now. */
    List<ProcessHandle> processes(Part part);

    /** From now on the end of this part's processes is no failure of the run. */
    void expectEnd(Part part);

    /** Starts a part whose processes have ended, on the state that it left. What is started by others, such as instances by their agent, is left to them. */
    void start(Part part);

    /** A host's link; hosts are nodes, clients and, in the management network, {@code switch}. */
    Link link(String host, Link.Network network);

    /** Impairs a host's data link; what heals it. Errors: FAILED_PRECONDITION where neither switch nor kernel can. */
    Runnable impair(Impair impair);

    /** Slows the disk of a part; what makes it quick again. Errors: FAILED_PRECONDITION where the part has no disk of its own. */
    Runnable slowDisk(SlowDisk fault);

    /** Steps the wall clock of a part, forward or, where it is negative, back; what steps it the other way. Errors: FAILED_PRECONDITION where the part has no clock of its own. */
    Runnable stepClock(Part part, Duration by);

    /** The number under which the switches know a node. */
    int nodeIndex(String node);

    /** The next slack report that a node sends, without its UDP header. */
    byte[] overhearReport(String node);
}
