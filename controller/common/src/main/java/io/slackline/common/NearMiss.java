package io.slackline.common;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what someone probably meant by a name that does not exist. */
public final class NearMiss {
    private NearMiss() {}

    /** The valid name nearest to {@code wrong}, if one is near enough to be worth suggesting (a third of its letters, at least one). */
    public static Optional<String> of(String wrong, Collection<String> valid) {
        var lower = wrong.toLowerCase(Locale.ROOT);
        return valid.stream()
                .filter(name -> distance(lower, name.toLowerCase(Locale.ROOT)) <= Math.max(1, name.length() / 3))
                .min(Comparator.comparingInt(name -> distance(lower, name.toLowerCase(Locale.ROOT))));
    }

    /** {@code "; did you mean \"x\"?"}, or nothing when no valid name is near. */
    public static String hint(String wrong, Collection<String> valid) {
        return of(wrong, valid).map(name -> "; did you mean \"" + name + "\"?").orElse("");
    }

    /** Edits (insertion, deletion, change, swap of neighbours) from one word to the other: optimal string alignment. */
    private static int distance(String from, String to) {
        var rows = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                rows[i][j] = i == 0 || j == 0 ? i + j : cheapest(rows, from, to, i, j);
            }
        }
        return rows[from.length()][to.length()];
    }

    private static int cheapest(int[][] rows, String from, String to, int i, int j) {
        int change = rows[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        int best = Math.min(change, 1 + Math.min(rows[i - 1][j], rows[i][j - 1]));
        boolean swapped =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(best, rows[i - 2][j - 2] + 1) : best;
    }
}
