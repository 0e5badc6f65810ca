package io.slackline.pipeline;

/**
 * Whether a flow stays with its node.
 *
 * @param kind {@code PER_FLOW}: 5-tuples are remembered; {@code NONE}: every packet is its own request
 * @param idleTicks {@code PER_FLOW}: ticks of 131,072 us after which a silent flow is forgotten, 16..65535; else 0
 */
public record Affinity(Kind kind, int idleTicks) {

    /** Values are those of the action parameter {@code affinity}. */
    public enum Kind {
        NONE(0),
        PER_FLOW(1);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    static Affinity of(long number, int idleTicks) {
        Checks.range("affinity", number, Kind.NONE.number, Kind.PER_FLOW.number);
        return new Affinity(number == Kind.NONE.number ? Kind.NONE : Kind.PER_FLOW, idleTicks);
    }

    public Affinity {
        switch (kind) {
            case NONE -> Checks.range("idle ticks without affinity", idleTicks, 0, 0);
            case PER_FLOW -> Checks.range("idle ticks", idleTicks, Limits.CLOSING_TICKS, 0xFFFF);
        }
    }

    public static Affinity none() {
        return new Affinity(Kind.NONE, 0);
    }

    public static Affinity perFlow(int idleTicks) {
        return new Affinity(Kind.PER_FLOW, idleTicks);
    }
}
