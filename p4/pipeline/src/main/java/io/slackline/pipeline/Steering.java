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
     * By slack: of two candidates, and a node that was good lately, the one with most.
     *
     * @param staleTicks ticks of 1,024 us after which a report no longer counts, 1..65535
     */
    record BySlack(int slot, int group, int epoch, Affinity affinity, int staleTicks, SlackRules rules)
            implements Steering {
        public BySlack {
            Checks.slot(slot);
            Checks.group(group);
            Checks.epoch(epoch);
            Checks.range("stale ticks", staleTicks, 1, 0xFFFF);
            if (rules.warmMarginMillicores() != 0) {
                Checks.range("function slot with warm preference", slot, 0, Limits.LAST_WARM_SLOT);
            }
        }

        public BySlack(int slot, int group, int epoch, Affinity affinity, int staleTicks) {
            this(slot, group, epoch, affinity, staleTicks, SlackRules.standard());
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
