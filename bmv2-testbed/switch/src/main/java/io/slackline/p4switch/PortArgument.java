package io.slackline.p4switch;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A port of the switch, as {@code -i} takes it.
 *
 * @param name network interface, or the stem of the names of pcap files
 */
record PortArgument(int number, String name) {

    /** Greatest number that {@code bit<9>} can say, less the one that means drop. */
    private static final int MAX = 510;

    /** Parses {@code PORT@NAME}. */
    static final class Converter implements ITypeConverter<PortArgument> {
        @Override
        public PortArgument convert(String text) {
            int at = text.indexOf('@');
            if (at < 1 || at == text.length() - 1) {
                throw new TypeConversionException("'" + text + "': expected PORT@INTERFACE, for example 1@veth1");
            }
            int number;
            try {
                number = Integer.parseInt(text.substring(0, at));
            } catch (NumberFormatException e) {
                throw new TypeConversionException("'" + text + "': '" + text.substring(0, at) + "' is no port number");
            }
            if (number < 0 || number > MAX) {
                throw new TypeConversionException("'" + text + "': port " + number + "; valid: 0 to " + MAX);
            }
            return new PortArgument(number, text.substring(at + 1));
        }
    }
}
