package io.slackline.agent.harvest;

import java.io.IOException;
import java.util.List;

/** Something whose packets can be made to come in bursts, and whose work can be measured: a userspace NF, or a device with the NFs in the kernel. */
interface Subject extends AutoCloseable {
    /** First half of the tag: of what kind it is. */
    String nf();

    List<Driver> drivers();

    /** Whether its latency is measured; it is not for devices. */
    boolean tellsLatency();

    /**
     * Since the last call; the first call only begins.
     *
     * @throws IOException it has gone, or cannot be read now
     */
    Usage usage() throws IOException;

    /** Called every window while it is harvested. */
    void beat();

    @Override
    void close();
}
