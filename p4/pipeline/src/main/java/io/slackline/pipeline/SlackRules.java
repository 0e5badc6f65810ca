package io.slackline.pipeline;

/**
 * What else counts where the switch picks by slack.
 *
 * @param minSlackMillicores what a node must have, 0..65535; else the offload group is asked
 * @param offloadGroup candidate group, 1..65535; 0: none
 * @param costMillicores what each request reserves of its node's slack until the node's next report, 0..65535; 0: nothing
 * @param warmMarginMillicores a lead below this is overruled by an instance that is warm, a power of two up to 32768; 0: never
 * @param board whether a node that was good lately is compared as well
 */
public record SlackRules(
        int minSlackMillicores, int offloadGroup, int costMillicores, int warmMarginMillicores, Board board) {

    /** Docs, decision 0009: with it nine of ten requests find a node of the best quartile. */
    public enum Board {
        OFF(0),
        ON(1);

        private final int number;

        Board(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }

        static Board of(long number) {
            Checks.range("board", number, OFF.number, ON.number);
            return number == OFF.number ? OFF : ON;
        }
    }

    public SlackRules {
        Checks.range("min slack in milli-cores", minSlackMillicores, 0, 0xFFFF);
        Checks.range("offload group", offloadGroup, 0, 0xFFFF);
        Checks.range("cost in milli-cores", costMillicores, 0, 0xFFFF);
        Checks.range("warm margin in milli-cores", warmMarginMillicores, 0, 1 << 15);
        if (Integer.bitCount(warmMarginMillicores) > 1) {
            throw new IllegalArgumentException(
                    "warm margin in milli-cores " + warmMarginMillicores + ": expected 0 or a power of two");
        }
    }

    /** Most slack wins, with the board; no minimum, no reservation, no preference for warm nodes. */
    public static SlackRules standard() {
        return new SlackRules(0, 0, 0, 0, Board.ON);
    }

    public SlackRules withMinSlack(int minSlackMillicores, int offloadGroup) {
        return new SlackRules(minSlackMillicores, offloadGroup, costMillicores, warmMarginMillicores, board);
    }

    public SlackRules withCost(int costMillicores) {
        return new SlackRules(minSlackMillicores, offloadGroup, costMillicores, warmMarginMillicores, board);
    }

    public SlackRules withWarmMargin(int warmMarginMillicores) {
        return new SlackRules(minSlackMillicores, offloadGroup, costMillicores, warmMarginMillicores, board);
    }

    public SlackRules withBoard(Board board) {
        return new SlackRules(minSlackMillicores, offloadGroup, costMillicores, warmMarginMillicores, board);
    }

    /** The action parameter of the same name: the function's bit in what nodes report as warm. */
    long warmMask(int slot) {
        return warmMarginMillicores == 0 ? 0 : 1L << slot;
    }

    /** The action parameter of the same name: the bits that a lead within the margin does not have. */
    long farMask() {
        return warmMarginMillicores == 0 ? 0xFFFF_FFFFL : -(long) warmMarginMillicores & 0xFFFF_FFFFL;
    }

    static int warmMargin(long warmMask, long farMask) {
        return warmMask == 0 ? 0 : (int) (-farMask & 0xFFFF_FFFFL);
    }
}
