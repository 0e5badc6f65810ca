package io.slackline.testbed.simulation;

/** The in-band reports of one node: what the switch has been told, and when. */
interface Reports {
    /**
     * What a report says.
     *
     * @param warmBits bit i: the function in slot i is warm
     */
    record Content(int slackMillicores, int warmBits, boolean draining) {}

    /** Takes a report to the switch, where it arrives then. */
    interface Line {
        void deliver(int sequence, Content content, long arrivalNanos);
    }

    /** The first report goes out now, the others follow. */
    void begin();

    /** The slack is another since then, and if that is worth it, a report went out at that moment. */
    void slackChanged(long atNanos, int slackMillicores, boolean wakes);

    /** Something that steers traffic has changed now: a report goes out at once. */
    void wake(int warmBits, boolean draining);

    /** A packet is at the switch now that may read what this node has reported. */
    void aboutToBeRead();
}
