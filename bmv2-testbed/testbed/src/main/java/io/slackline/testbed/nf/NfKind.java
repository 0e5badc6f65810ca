package io.slackline.testbed.nf;

import java.util.ArrayList;
import java.util.List;

/** The network functions of Table 1 of the NEMO paper. */
public enum NfKind {
    FIREWALL,
    NAT,
    LOAD_BALANCER;

    /** Rules of the firewall that no test traffic fits, so that each packet is compared with all of them. */
    private static final int RULES_IN_VAIN = 64;

    /** As the agent's tag of it begins. */
    public String functionName() {
        return switch (this) {
            case FIREWALL -> "firewall";
            case NAT -> "nat";
            case LOAD_BALANCER -> "lb";
        };
    }

    PacketFunction create() {
        return switch (this) {
            case FIREWALL -> new Firewall(rules());
            case NAT -> new Nat(Addresses.ip(NfNetwork.PUBLIC_IP));
            case LOAD_BALANCER ->
                new LoadBalancer(
                        Addresses.ip(NfNetwork.VIRTUAL_IP),
                        NfNetwork.SERVER_IPS.stream().mapToInt(Addresses::ip).toArray());
        };
    }

    private static List<Firewall.Rule> rules() {
        List<Firewall.Rule> rules = new ArrayList<>();
        for (int i = 0; i < RULES_IN_VAIN; i++) {
            rules.add(Firewall.Rule.parse("deny udp 192.0.2.%d 198.51.100.0/24 %d".formatted(i, 1000 + i)));
        }
        rules.add(Firewall.Rule.parse("deny any any any " + NfNetwork.DENIED_PORT));
        rules.add(Firewall.Rule.parse("allow any 10.0.0.0/8 10.0.0.0/8 any"));
        return rules;
    }
}
