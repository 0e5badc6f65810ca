package io.slackline.testbed.nf;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.util.List;

/** Passes or drops by the first rule that fits, in both directions; what no rule fits is dropped. Counts the hits of each rule. */
final class Firewall implements PacketFunction {

    /**
     * One rule, in the form {@code allow|deny udp|tcp|any SOURCE DESTINATION PORTS}: addresses as {@code 10.0.0.0/8} or {@code any}, ports of the
     * destination as {@code 53}, {@code 1000-2000} or {@code any}.
     */
    record Rule(boolean allow, int protocol, Network source, Network destination, int lowPort, int highPort) {

        static Rule parse(String text) {
            String[] words = text.strip().split("\\s+");
            if (words.length != 5 || !words[0].matches("allow|deny")) {
                throw invalid(text);
            }
            int protocol = switch (words[1]) {
                case "udp" -> Packet.UDP;
                case "tcp" -> Packet.TCP;
                case "any" -> 0;
                default -> throw invalid(text);
            };
            String[] ports = words[4].equals("any") ? new String[] {"0", "65535"} : words[4].split("-");
            try {
                return new Rule(
                        words[0].equals("allow"),
                        protocol,
                        Network.parse(words[2]),
                        Network.parse(words[3]),
                        Integer.parseInt(ports[0]),
                        Integer.parseInt(ports[ports.length - 1]));
            } catch (NumberFormatException e) {
                throw invalid(text);
            }
        }

        private static SlacklineException invalid(String text) {
            return new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "firewall rule \"%s\": expected allow|deny udp|tcp|any SOURCE DESTINATION PORTS, such as \"deny udp any 10.0.0.0/8 53\""
                            .formatted(text));
        }
    }

    /** Addresses with a common prefix. */
    record Network(int address, int mask) {
        static Network parse(String text) {
            if (text.equals("any")) {
                return new Network(0, 0);
            }
            String[] parts = text.split("/");
            int bits = parts.length > 1 ? Integer.parseInt(parts[1]) : 32;
            int mask = bits == 0 ? 0 : -1 << (32 - bits);
            return new Network(Addresses.ip(parts[0]) & mask, mask);
        }
    }

    private final int[] sources;
    private final int[] sourceMasks;
    private final int[] destinations;
    private final int[] destinationMasks;
    private final int[] protocols;
    private final int[] lowPorts;
    private final int[] highPorts;
    private final boolean[] allows;
    private final long[] hits;

    Firewall(List<Rule> rules) {
        sources = rules.stream().mapToInt(rule -> rule.source().address()).toArray();
        sourceMasks = rules.stream().mapToInt(rule -> rule.source().mask()).toArray();
        destinations =
                rules.stream().mapToInt(rule -> rule.destination().address()).toArray();
        destinationMasks =
                rules.stream().mapToInt(rule -> rule.destination().mask()).toArray();
        protocols = rules.stream().mapToInt(Rule::protocol).toArray();
        lowPorts = rules.stream().mapToInt(Rule::lowPort).toArray();
        highPorts = rules.stream().mapToInt(Rule::highPort).toArray();
        allows = new boolean[rules.size()];
        for (int i = 0; i < allows.length; i++) {
            allows[i] = rules.get(i).allow();
        }
        hits = new long[rules.size()];
    }

    @Override
    public boolean outward(Packet packet) {
        return passes(packet);
    }

    @Override
    public boolean inward(Packet packet) {
        return passes(packet);
    }

    private boolean passes(Packet packet) {
        int source = packet.source();
        int destination = packet.destination();
        int port = packet.destinationPort();
        int protocol = packet.protocol();
        for (int i = 0; i < sources.length; i++) {
            if ((source & sourceMasks[i]) == sources[i]
                    && (destination & destinationMasks[i]) == destinations[i]
                    && (protocols[i] == 0 || protocols[i] == protocol)
                    && port >= lowPorts[i]
                    && port <= highPorts[i]) {
                hits[i]++;
                return allows[i];
            }
        }
        return false;
    }

    /** Packets that each rule was the first to fit. */
    long hits(int rule) {
        return hits[rule];
    }
}
