package io.slackline.p4switch.state;

import io.slackline.p4switch.ir.ProgramIr;
import io.slackline.p4switch.ir.TableIr;
import io.slackline.p4switch.target.Program.MatchKind;

/**
 * What a slot of a table's hash table holds, in a power of two of words: the key; then 0 in an empty slot, else the position of the entry's own
 * action plus {@value #FIRST_ACTION}; then the arguments of that action.
 *
 * @param keyWords words of a key
 * @param argumentLimbs words that are kept for arguments
 */
public record RowLayout(int keyWords, int argumentLimbs) {

    /** What stands for the table's first action. */
    public static final int FIRST_ACTION = 2;

    /** More words than that are not kept in rows. */
    public static final int MOST_WORDS = 16;

    static RowLayout of(TableIr table, ProgramIr program) {
        int words = new KeyLayout(table.key()).words();
        return new RowLayout(words, complete(table, program) ? argumentLimbs(table, program) : 0);
    }

    /** Whether a row says all that a packet needs: the key decides alone, and the action is the entry's own, with few arguments. */
    public static boolean complete(TableIr table, ProgramIr program) {
        int words = new KeyLayout(table.key()).words();
        return table.profile() < 0
                && table.key().stream().allMatch(key -> key.kind() == MatchKind.EXACT)
                && words >= 1
                && words <= 2
                && words + 1 + argumentLimbs(table, program) <= MOST_WORDS;
    }

    /** Words of the arguments of the action that has most. */
    public static int argumentLimbs(TableIr table, ProgramIr program) {
        return table.actions().stream()
                .mapToInt(action -> program.actions().get(action).argumentLimbs())
                .max()
                .orElse(0);
    }

    /** The number of a slot, shifted left by this, is where its row begins. */
    int shift() {
        return Integer.SIZE - Integer.numberOfLeadingZeros(keyWords + argumentLimbs);
    }
}
