package io.slackline.testbed.fault;

import io.slackline.testbed.live.LiveTestbed;
import java.util.Locale;
import java.util.Optional;

/** A part of a running testbed that has processes. */
public record Part(Kind kind, Optional<String> node) {

    public Part {
        if (kind.ofNode != node.isPresent()) {
            throw new IllegalArgumentException(
                    kind.ofNode
                            ? "part " + kind.label() + ": the key node is missing, which says whose"
                            : "part " + kind.label() + ": no key node is expected, there is one for all nodes");
        }
    }

    public static Part controller() {
        return new Part(Kind.CONTROLLER, Optional.empty());
    }

    public static Part theSwitch() {
        return new Part(Kind.SWITCH, Optional.empty());
    }

    public static Part agent(String node) {
        return new Part(Kind.AGENT, Optional.of(node));
    }

    public static Part node(String node) {
        return new Part(Kind.NODE, Optional.of(node));
    }

    /** What the testbed calls the process of a controller or an agent. Errors: IllegalArgumentException for another part. */
    String processName() {
        return switch (kind) {
            case CONTROLLER -> LiveTestbed.CONTROLLER;
            case AGENT -> LiveTestbed.agentProcess(node.orElseThrow());
            case SWITCH, INSTANCES, NETWORK_FUNCTION, NODE ->
                throw new IllegalArgumentException(
                        "part %s: valid here are controller and agent".formatted(kind.label()));
        };
    }

    /** What there is in a testbed. */
    public enum Kind {
        CONTROLLER(false),
        SWITCH(false),
        AGENT(true),
        /** The instances of functions that a node's agent has started. */
        INSTANCES(true),
        NETWORK_FUNCTION(true),
        /** Everything on a node, its links included: as if its power failed. */
        NODE(true);

        private final boolean ofNode;

        Kind(boolean ofNode) {
            this.ofNode = ofNode;
        }

        private String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Override
    public String toString() {
        return node.map(name -> kind == Kind.NODE ? "node " + name : kind.label() + " of " + name)
                .orElse(kind.label());
    }
}
