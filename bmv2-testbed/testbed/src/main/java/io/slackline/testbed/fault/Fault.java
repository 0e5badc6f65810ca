package io.slackline.testbed.fault;

/** One thing that goes wrong on purpose: a value that says what and where. In files it is written as {@link FaultConfig}. */
public sealed interface Fault permits PartFault, Cut, Impair, BogusReports {

    /**
     * Makes it go wrong, now. Prefer {@link Faults#inject}, which heals what the caller forgets.
     *
     * @throws io.slackline.common.SlacklineException when it cannot be done here; nothing has changed then
     */
    Injected inject(FaultTarget target);

    /** A few words for logs and plots: "kill agent of n1". */
    String describe();
}
