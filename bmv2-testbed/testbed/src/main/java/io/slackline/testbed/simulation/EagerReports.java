package io.slackline.testbed.simulation;

/** Every report is a packet at its time. Slow; {@link LazyReports} is held against it. */
final class EagerReports implements Reports {
    private final VirtualLoop loop;
    private final long intervalNanos;
    private final long wayNanos;
    private final Line line;
    private final Runnable measure;
    private Content content;
    private int sequence;
    private long plan;

    /** @param measure lets {@link #slackChanged} be told all that has changed by now */
    EagerReports(VirtualLoop loop, long intervalNanos, long wayNanos, Content content, Line line, Runnable measure) {
        this.loop = loop;
        this.intervalNanos = intervalNanos;
        this.wayNanos = wayNanos;
        this.content = content;
        this.line = line;
        this.measure = measure;
    }

    @Override
    public void begin() {
        long number = ++plan;
        int sent = ++sequence;
        Content now = content;
        loop.after(wayNanos, () -> line.deliver(sent, now, loop.now()));
        loop.after(intervalNanos, () -> {
            measure.run();
            if (number == plan) {
                begin();
            }
        });
    }

    @Override
    public void slackChanged(long atNanos, int slackMillicores, boolean wakes) {
        content = new Content(slackMillicores, content.warmBits(), content.draining());
        if (wakes) {
            begin();
        }
    }

    @Override
    public void wake(int warmBits, boolean draining) {
        content = new Content(content.slackMillicores(), warmBits, draining);
        begin();
    }

    @Override
    public void aboutToBeRead() {}
}
