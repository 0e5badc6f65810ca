package io.slackline.agent.slack;

import java.io.IOException;

/** Where the CPU time of the network functions is read. Called from the sampling thread only. */
public interface CpuSource {
    /**
     * Nanoseconds of CPU that the NFs have used since some fixed moment; only differences count.
     *
     * @throws IOException names the file; what is missing now may be there at the next sample
     */
    long usedNanos() throws IOException;
}
