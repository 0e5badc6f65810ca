package io.slackline.p4switch.trace;

import io.slackline.p4switch.trace.v1.Access;
import io.slackline.p4switch.trace.v1.Entry;
import io.slackline.p4switch.trace.v1.Event;
import io.slackline.p4switch.trace.v1.Extract;
import io.slackline.p4switch.trace.v1.MatchField;
import io.slackline.p4switch.trace.v1.TableLookup;
import io.slackline.p4switch.trace.v1.Value;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One line for each event of a trace. */
final class EventText {

    /** Fields of 32 and 48 bits with such names are shown as addresses too. */
    private static final Pattern ADDRESS =
            Pattern.compile(".*(addr|mac|ip|src|dst|hop|gateway|spa|tpa|sha|tha|vtep).*", Pattern.CASE_INSENSITIVE);

    static String of(Event event) {
        return switch (event.getEventCase()) {
            case PARSER_STATE -> "state " + event.getParserState().getName();
            case EXTRACT -> extract(event.getExtract());
            case ADVANCE -> "advance " + event.getAdvance().getBits() + " bits";
            case VERIFY -> "verify: " + (event.getVerify().getHolds() ? "holds" : "fails");
            case SELECT -> {
                var select = event.getSelect();
                yield (select.getKeyCount() == 0 ? "" : "select " + join(select.getKeyList(), EventText::plain) + " ")
                        + "→ " + select.getNext();
            }
            case PARSER_ERROR -> "parser error " + event.getParserError().getName();
            case TABLE -> {
                TableLookup table = event.getTable();
                yield "table " + table.getTable() + ": "
                        + (table.getHit() ? "hit" : table.getKeyCount() == 0 ? "no key" : "miss")
                        + (table.hasEntry() ? entry(table.getEntry()) : "");
            }
            case CONDITION -> {
                var condition = event.getCondition();
                String fragment = event.getSource().getFragment();
                yield "if " + (fragment.isEmpty() ? "" : "(" + fragment + ") ") + "is " + condition.getResult()
                        + reads(condition.getReadsList());
            }
            case ASSIGN ->
                plain(event.getAssign().getTarget()) + reads(event.getAssign().getReadsList());
            case ACCESS -> access(event.getAccess());
            case OPERATION -> {
                var operation = event.getOperation();
                yield (operation.getName().replace('_', ' ') + " " + operation.getText()).strip();
            }
            case CHECKSUM -> {
                var checksum = event.getChecksum();
                yield "checksum " + checksum.getKind() + " " + plain(checksum.getTarget())
                        + (checksum.getCorrect() ? "" : ": wrong");
            }
            case EMIT -> {
                var emit = event.getEmit();
                yield "emit " + (emit.getHeadersCount() == 0 ? "no header" : String.join(", ", emit.getHeadersList()))
                        + " (" + emit.getHeaderBytes() + " bytes) and " + emit.getPayloadBytes() + " bytes of payload";
            }
            case OUTPUT -> {
                var output = event.getOutput();
                yield "send to " + (output.getToController() ? "the controller, " : "") + "port " + output.getPort()
                        + ": " + output.getLengthBytes() + " bytes  " + TraceTree.cut(output.getPacket());
            }
            case DROP -> "drop: " + event.getDrop().getCause().replace('_', ' ');
            case EVENT_NOT_SET -> "";
        };
    }

    static String key(TableLookup table, int field) {
        MatchField key = table.getKey(field);
        return "key " + key.getName() + " " + key.getKind() + " = "
                + value(key.getName(), key.getValue(), key.getWidthBits())
                + (table.hasEntry() && field < table.getEntry().getMatchCount()
                        ? "  matches " + table.getEntry().getMatch(field)
                        : "");
    }

    static String action(TableLookup table) {
        return table.getAction().isEmpty()
                ? "no action"
                : (table.getHit() ? "action " : "default action ") + table.getAction() + "("
                        + join(table.getParametersList(), EventText::plain) + ")";
    }

    static String plain(Value value) {
        String text = value(value.getName(), value.getValue(), value.getWidthBits());
        return value.getName().isEmpty() ? text : value.getName() + " = " + text;
    }

    private static String entry(Entry entry) {
        return (entry.getPriority() > 0 ? ", priority " + entry.getPriority() : "")
                + (entry.hasMemberId() ? ", member " + Integer.toUnsignedString(entry.getMemberId()) : "")
                + (entry.hasGroupId() ? ", group " + Integer.toUnsignedString(entry.getGroupId()) : "");
    }

    private static String extract(Extract extract) {
        return "extract " + extract.getHeader() + ": "
                + (extract.getLengthBits() == 0 && extract.getFieldsCount() == 0
                        ? "failed"
                        : bits(extract.getLengthBits()) + " from " + at(extract.getOffsetBits()));
    }

    private static String at(int bits) {
        return bits % 8 == 0 ? "byte " + bits / 8 : "bit " + bits;
    }

    private static String bits(int bits) {
        return bits % 8 == 0 ? bits / 8 + " bytes" : bits + " bits";
    }

    private static String reads(List<Value> reads) {
        return reads.isEmpty() ? "" : "  [" + join(reads, EventText::plain) + "]";
    }

    private static String access(Access access) {
        String what = access.getKind().replace('_', ' ')
                + (access.getObject().isEmpty() ? "" : " " + access.getObject())
                + (access.hasIndex() ? "[" + Integer.toUnsignedString(access.getIndex()) + "]" : "");
        if (access.getOutOfRange()) {
            return what + ": out of range, nothing happens";
        }
        String values = join(access.getValuesList(), EventText::plain);
        return what + (values.isEmpty() ? "" : ": " + values) + reads(access.getInputsList());
    }

    private static String join(List<Value> values, java.util.function.Function<Value, String> text) {
        return values.stream().map(text).collect(Collectors.joining(", "));
    }

    private static String value(String name, String hex, int widthBits) {
        if (!hex.startsWith("0x")) {
            return hex;
        }
        BigInteger value = new BigInteger(hex.substring(2), 16);
        boolean address =
                ADDRESS.matcher(name.substring(name.lastIndexOf('.') + 1)).matches();
        if (address && widthBits == 32) {
            return hex + " (" + octets(value, 4, "%d", ".") + ")";
        }
        if (address && widthBits == 48) {
            return octets(value, 6, "%02x", ":");
        }
        return value.compareTo(BigInteger.TEN) < 0
                ? value.toString()
                : value.bitLength() <= 32 ? hex + " (" + value + ")" : hex;
    }

    private static String octets(BigInteger value, int count, String format, String between) {
        StringBuilder text = new StringBuilder();
        for (int i = count - 1; i >= 0; i--) {
            int octet = value.shiftRight(8 * i).intValue() & 0xFF;
            text.append(String.format(Locale.ROOT, format, octet)).append(i == 0 ? "" : between);
        }
        return text.toString();
    }

    private EventText() {}
}
