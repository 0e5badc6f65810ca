package io.slackline.p4switch.state;

import io.slackline.p4switch.ir.TableIr;
import io.slackline.p4switch.target.Program.MatchKind;
import java.util.List;

/**
 * Where the fields of a table's key lie in the words that are looked up. A field of up to 64 bits shares a word with its neighbours if
 * they fit; a wider one takes whole words, least significant first; a range field has a word of its own.
 */
public final class KeyLayout {

    /** @param word first word of the field */
    record Place(int word, int shift, int widthBits, MatchKind kind) {

        int limbs() {
            return Math.max(1, (widthBits + 63) / 64);
        }
    }

    private final Place[] places;
    private final int words;

    public KeyLayout(List<TableIr.Key> key) {
        places = new Place[key.size()];
        int word = 0;
        int used = 0;
        for (int i = 0; i < places.length; i++) {
            int width = key.get(i).widthBits();
            MatchKind kind = key.get(i).kind();
            boolean alone = width > 64 || kind == MatchKind.RANGE;
            if (used > 0 && (alone || used + width > 64)) {
                word++;
                used = 0;
            }
            places[i] = new Place(word, used, width, kind);
            used += width;
            if (alone) {
                word += places[i].limbs();
                used = 0;
            }
        }
        words = word + (used > 0 ? 1 : 0);
    }

    /** Number of words of a key. */
    public int words() {
        return words;
    }

    public int word(int field) {
        return places[field].word;
    }

    /** Left shift of a field of up to 64 bits in its word. */
    public int shift(int field) {
        return places[field].shift;
    }

    Place place(int field) {
        return places[field];
    }

    int fields() {
        return places.length;
    }
}
