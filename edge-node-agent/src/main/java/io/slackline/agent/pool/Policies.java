package io.slackline.agent.pool;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** The policies that ship. */
public final class Policies {
    private Policies() {}

    /** By its name in the configuration. */
    public enum Name {
        NEMO,
        CO_LOCATION,
        LRU,
        LOCAL,
        CLOUD_ONLY,
        EDGE_CLOUD,
        EDGE_ONLY
    }

    public static Policy of(Name name) {
        return switch (name) {
            case NEMO -> new Nemo();
            case CO_LOCATION -> new CoLocation();
            case LRU -> new Lru();
            case LOCAL -> new Local();
            case CLOUD_ONLY -> new CloudOnly();
            case EDGE_CLOUD -> new EdgeCloud();
            case EDGE_ONLY -> new EdgeOnly();
        };
    }

    /** NEMO, section 4: harvests, admits what slack holds, pre-warms what is likely to be invoked; what is too much goes elsewhere. */
    private record Nemo() implements Policy {
        /** Below it, a start would more likely be wasted than not. */
        private static final double LEAST_WORTH = 0.02;
        /** Invocations are foreseen for so many rounds of the pre-warm daemon. */
        private static final int ROUNDS = 10;

        @Override
        public Place arrival(Arrival arrival) {
            if (!arrival.full()) {
                return Place.HERE;
            }
            if (arrival.edge()) {
                return Place.EDGE;
            }
            return arrival.cloud() ? Place.CLOUD : Place.NOWHERE;
        }

        @Override
        public Idle completion(String function) {
            return Idle.STAYS;
        }

        @Override
        public List<String> tick(long nowNanos, Duration interval, List<Cold> cold, int freeMib) {
            var horizon = interval.multipliedBy(ROUNDS);
            return cold.stream()
                    .filter(each -> each.memoryMib() <= freeMib)
                    .filter(each -> each.history().worth(nowNanos, horizon) >= LEAST_WORTH)
                    .sorted(Comparator.comparingDouble(
                            (Cold each) -> -each.history().worth(nowNanos, horizon)))
                    .map(Cold::function)
                    .toList();
        }

        @Override
        public boolean admits() {
            return true;
        }

        @Override
        public boolean harvests() {
            return true;
        }
    }

    /** What the others have in common: nothing is pre-warmed, admitted or harvested. */
    private interface Unmanaged extends Policy {
        @Override
        default Idle completion(String function) {
            return Idle.STAYS;
        }

        @Override
        default List<String> tick(long nowNanos, Duration interval, List<Cold> cold, int freeMib) {
            return List.of();
        }

        @Override
        default boolean admits() {
            return false;
        }

        @Override
        default boolean harvests() {
            return false;
        }

        /** An instance is free, or one can be started: what Serverledge calls having resources. */
        default boolean hasResources(Arrival arrival) {
            return arrival.warm() || arrival.room();
        }
    }

    /** Straight co-location: functions and NFs share the machine, and nobody manages it. Each invocation starts cold. */
    private record CoLocation() implements Unmanaged {
        @Override
        public Place arrival(Arrival arrival) {
            return arrival.full() ? Place.NOWHERE : Place.HERE;
        }

        @Override
        public Idle completion(String function) {
            return Idle.ENDS;
        }
    }

    /** Instances stay while memory lasts; the least recently invoked goes first. */
    private record Lru() implements Unmanaged {
        @Override
        public Place arrival(Arrival arrival) {
            return arrival.full() ? Place.NOWHERE : Place.HERE;
        }
    }

    /** Serverledge's default: runs here, warm or cold, or waits in a bounded queue; what is too much is refused. */
    private record Local() implements Unmanaged {
        @Override
        public Place arrival(Arrival arrival) {
            return arrival.full() ? Place.NOWHERE : Place.HERE;
        }
    }

    /** Serverledge's cloudonly: everything is offloaded vertically. */
    private record CloudOnly() implements Unmanaged {
        @Override
        public Place arrival(Arrival arrival) {
            return arrival.cloud() ? Place.CLOUD : Place.NOWHERE;
        }
    }

    /** Serverledge's edgecloud: here while there are resources, else in the cloud. */
    private record EdgeCloud() implements Unmanaged {
        @Override
        public Place arrival(Arrival arrival) {
            if (!arrival.full() && hasResources(arrival)) {
                return Place.HERE;
            }
            return arrival.cloud() ? Place.CLOUD : Place.NOWHERE;
        }
    }

    /** Serverledge's edgeonly: here while there are resources, else on the nearest neighbour. */
    private record EdgeOnly() implements Unmanaged {
        @Override
        public Place arrival(Arrival arrival) {
            if (!arrival.full() && hasResources(arrival)) {
                return Place.HERE;
            }
            return arrival.edge() ? Place.EDGE : Place.NOWHERE;
        }
    }
}
