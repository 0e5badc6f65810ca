package io.slackline.pipeline;

/** How the switch finds the node for a service's new flows; live flows with affinity stay where they are. */
public sealed interface Steering {

    /** Function slot, 0..1023. */
    int slot();

    /** Grows with each change of this service's steering; the low 16 bits. */
    int epoch();

    Affinity affinity();

    /** All to one node. */
    record Pinned(int slot, int node, int epoch, Affinity affinity) implements Steering {
        public Pinned {
            Checks.slot(slot);
            Checks.node(node);
            Checks.epoch(epoch);
        }
    }

    /**
     * Of two candidates the one with more slack.
     *
     * @param staleTicks ticks of 1,024 us after which a report no longer counts, 1..65535
     */
    record BySlack(int slot, int group, int epoch, Affinity affinity, int staleTicks) implements Steering {
        public BySlack {
            Checks.slot(slot);
            Checks.group(group);
            Checks.epoch(epoch);
            Checks.range("stale ticks", staleTicks, 1, 0xFFFF);
        }
    }

    /** By the shares of the first candidates' 64 slots alone. */
    record ByShare(int slot, int group, int epoch, Affinity affinity) implements Steering {
        public ByShare {
            Checks.slot(slot);
            Checks.group(group);
            Checks.epoch(epoch);
        }
    }
}
