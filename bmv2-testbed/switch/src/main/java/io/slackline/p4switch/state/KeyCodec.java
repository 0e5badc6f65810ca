package io.slackline.p4switch.state;

import io.slackline.p4switch.ir.TableIr;
import io.slackline.p4switch.target.MatchValue;
import io.slackline.p4switch.target.Program.MatchKind;
import io.slackline.p4switch.target.TableKey;
import io.slackline.p4switch.target.TargetException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the keys of one table, brings them into the one form in which equal keys are equal, and lays them out for the lookup. */
final class KeyCodec {

    private final TableIr table;
    private final KeyLayout layout;
    private final boolean prioritised;

    KeyCodec(TableIr table) {
        this.table = table;
        this.layout = new KeyLayout(table.key());
        this.prioritised = table.key().stream().anyMatch(k -> prioritised(k.kind()));
    }

    private static boolean prioritised(MatchKind kind) {
        return switch (kind) {
            case TERNARY, RANGE, OPTIONAL -> true;
            case EXACT, LPM -> false;
        };
    }

    /** Words, masks and ranges of an entry. */
    @SuppressWarnings("ArrayRecordComponent")
    record Words(long[] key, long[] mask, int rank, long @Nullable [] ranges) {}

    TableKey canonical(TableKey key) {
        if (key.fields().size() != table.key().size()) {
            throw TargetException.invalid(
                    "table \"" + table.name() + "\" has " + table.key().size() + " key fields, the entry has "
                            + key.fields().size());
        }
        if (prioritised && key.priority() <= 0) {
            throw TargetException.invalid("entry of table \"" + table.name() + "\" has priority " + key.priority()
                    + ": expected one of at least 1, as the table has ternary, range or optional fields");
        }
        if (!prioritised && key.priority() != 0) {
            throw TargetException.invalid("entry of table \"" + table.name() + "\" has priority " + key.priority()
                    + ": expected 0, as the table has neither ternary nor range nor optional fields");
        }
        List<MatchValue> fields = new ArrayList<>();
        for (int i = 0; i < table.key().size(); i++) {
            fields.add(canonical(table.key().get(i), key.fields().get(i)));
        }
        return new TableKey(fields, key.priority());
    }

    private MatchValue canonical(TableIr.Key field, MatchValue value) {
        return switch (field.kind()) {
            case EXACT ->
                switch (value) {
                    case MatchValue.Exact(BigInteger v) -> new MatchValue.Exact(fitting(field, v));
                    case MatchValue.Any _ -> throw wrong(field, value, "a value, exact fields cannot be omitted");
                    case MatchValue.Ternary _, MatchValue.Lpm _, MatchValue.Range _ ->
                        throw wrong(field, value, "exact");
                };
            case TERNARY, OPTIONAL ->
                switch (value) {
                    case MatchValue.Exact(BigInteger v) -> ternary(field, v, Bits.ones(field.widthBits()));
                    case MatchValue.Ternary(BigInteger v, BigInteger mask) -> ternary(field, v, mask);
                    case MatchValue.Any any -> any;
                    case MatchValue.Lpm _, MatchValue.Range _ -> throw wrong(field, value, "ternary or exact");
                };
            case LPM ->
                switch (value) {
                    case MatchValue.Lpm(BigInteger v, int length) -> lpm(field, v, length);
                    case MatchValue.Any any -> any;
                    case MatchValue.Exact _, MatchValue.Ternary _, MatchValue.Range _ ->
                        throw wrong(field, value, "lpm");
                };
            case RANGE ->
                switch (value) {
                    case MatchValue.Range(BigInteger low, BigInteger high) -> range(field, low, high);
                    case MatchValue.Any any -> any;
                    case MatchValue.Exact _, MatchValue.Ternary _, MatchValue.Lpm _ ->
                        throw wrong(field, value, "range");
                };
        };
    }

    private MatchValue ternary(TableIr.Key field, BigInteger value, BigInteger mask) {
        fitting(field, mask);
        if (!fitting(field, value).andNot(mask).equals(BigInteger.ZERO)) {
            throw wrong(field, new MatchValue.Ternary(value, mask), "a value without bits outside the mask");
        }
        return mask.signum() == 0 ? new MatchValue.Any() : new MatchValue.Ternary(value, mask);
    }

    private MatchValue lpm(TableIr.Key field, BigInteger value, int length) {
        if (length < 0 || length > field.widthBits()) {
            throw wrong(field, new MatchValue.Lpm(value, length), "a prefix of at most " + field.widthBits() + " bits");
        }
        if (fitting(field, value).getLowestSetBit() >= 0 && value.getLowestSetBit() < field.widthBits() - length) {
            throw wrong(field, new MatchValue.Lpm(value, length), "a value without bits after the prefix");
        }
        return length == 0 ? new MatchValue.Any() : new MatchValue.Lpm(value, length);
    }

    private MatchValue range(TableIr.Key field, BigInteger low, BigInteger high) {
        fitting(field, low);
        fitting(field, high);
        if (low.compareTo(high) > 0) {
            throw wrong(field, new MatchValue.Range(low, high), "a low end not above the high end");
        }
        boolean all = low.signum() == 0 && high.equals(Bits.ones(field.widthBits()));
        return all ? new MatchValue.Any() : new MatchValue.Range(low, high);
    }

    private BigInteger fitting(TableIr.Key field, BigInteger value) {
        if (value.signum() < 0 || value.bitLength() > field.widthBits()) {
            throw TargetException.invalid("match field \"" + field.name() + "\" of table \"" + table.name()
                    + "\": value 0x" + value.toString(16) + " does not fit " + field.widthBits() + " bits");
        }
        return value;
    }

    private TargetException wrong(TableIr.Key field, MatchValue value, String expected) {
        return TargetException.invalid("match field \"" + field.name() + "\" of table \"" + table.name() + "\" ("
                + field.kind().toString().toLowerCase(java.util.Locale.ROOT) + ", " + field.widthBits() + " bits): got "
                + value + ", expected " + expected);
    }

    /** Lays out a canonical key. */
    Words words(TableKey key) {
        long[] words = new long[layout.words()];
        long[] mask = new long[layout.words()];
        List<Long> ranges = new ArrayList<>();
        int prefix = 0;
        for (int i = 0; i < layout.fields(); i++) {
            KeyLayout.Place place = layout.place(i);
            switch (key.fields().get(i)) {
                case MatchValue.Exact(BigInteger value) -> put(place, value, Bits.ones(place.widthBits()), words, mask);
                case MatchValue.Ternary(BigInteger value, BigInteger bits) -> put(place, value, bits, words, mask);
                case MatchValue.Lpm(BigInteger value, int length) -> {
                    BigInteger bits = Bits.ones(length).shiftLeft(place.widthBits() - length);
                    put(place, value, bits, words, mask);
                    prefix = length;
                }
                case MatchValue.Range(BigInteger low, BigInteger high) -> {
                    ranges.add((long) place.word());
                    ranges.add(low.longValue());
                    ranges.add(high.longValue());
                }
                case MatchValue.Any _ -> {}
            }
        }
        return new Words(
                words,
                mask,
                prioritised ? key.priority() : prefix,
                ranges.isEmpty()
                        ? null
                        : ranges.stream().mapToLong(Long::longValue).toArray());
    }

    private static void put(KeyLayout.Place place, BigInteger value, BigInteger bits, long[] words, long[] mask) {
        for (int limb = 0; limb < place.limbs(); limb++) {
            int down = 64 * limb;
            words[place.word() + limb] |= value.shiftRight(down).longValue() << place.shift();
            mask[place.word() + limb] |= bits.shiftRight(down).longValue() << place.shift();
        }
    }
}
