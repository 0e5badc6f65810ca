package io.slackline.testbed.experiment;

import io.slackline.common.config.Default;
import io.slackline.testbed.fault.Fault;
import io.slackline.testbed.fault.FaultConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Something that is done while an experiment runs: one of the keys {@code migrate}, {@code nfLoad} and {@code fault}.
 *
 * @param at when
 * @param every when again, {@code times} times in all
 * @param when from {@code at} on it waits until some migration comes to this step; it does not happen when none does
 * @param migrate a function moves; nobody waits for its end
 * @param nfLoad network functions take more CPU, or less
 * @param fault something goes wrong, as {@link FaultConfig} has it
 * @param lasting after this time the fault is healed; absent: at the end of the repetition
 */
public record EventConfig(
        @Default("0s") Duration at,
        @Default("1s") Duration every,
        @Default("1") int times,
        Optional<MigrationStep> when,
        Optional<Migrate> migrate,
        Optional<NfLoad> nfLoad,
        Optional<FaultConfig> fault,
        Optional<Duration> lasting) {
    private static final int MOST_TIMES = 100_000;

    public EventConfig {
        long given =
                Stream.of(migrate, nfLoad, fault).filter(Optional::isPresent).count();
        if (given != 1) {
            throw new IllegalArgumentException(
                    "expected one of the keys migrate, nfLoad, fault, got " + given + " of them");
        }
        if (times < 1 || times > MOST_TIMES || (times > 1 && every.isZero())) {
            throw new IllegalArgumentException("times: 1 to " + MOST_TIMES + " are valid; every: more than 0");
        }
        if (lasting.isPresent() && fault.isEmpty()) {
            throw new IllegalArgumentException("lasting: only valid with fault");
        }
    }

    /** The steps of a migration that an event can wait for. */
    public enum MigrationStep {
        WARMING,
        SWITCHING,
        DRAINING,
        RETIRING
    }

    /** What is to be done. */
    public sealed interface Action permits Migrate, NfLoad, Failure {}

    /**
     * A migration, of all copies of a function where it has some.
     *
     * @param function by its name in the file
     * @param to the node; absent: the one after its own in the topology, round about
     */
    public record Migrate(String function, Optional<String> to) implements Action {}

    /**
     * CPU that network functions take from now on.
     *
     * @param nodes where; with {@code width}, it walks over them
     * @param width above 0: only so many of the nodes have it at a time, the first of them one further with each time; the others have what the topology gives them
     */
    public record NfLoad(
            List<String> nodes,
            int millicores,
            @Default("0") int width) implements Action {
        public NfLoad {
            if (nodes.isEmpty() || width < 0 || width > nodes.size()) {
                throw new IllegalArgumentException(
                        "nfLoad: at least one node is needed, width: 0 to the number of nodes is valid");
            }
            if (millicores < 0 || millicores > 1_000_000) {
                throw new IllegalArgumentException("millicores of nfLoad: 0 to 1000000 are valid");
            }
        }

        /** The nodes that have it, the how-many-th time from 0. */
        public List<String> loaded(int time) {
            if (width == 0) {
                return nodes;
            }
            return Stream.iterate(time, i -> i + 1)
                    .limit(width)
                    .map(i -> nodes.get(i % nodes.size()))
                    .toList();
        }
    }

    /** A fault, and how long it stays; to the end of the repetition when that is empty. */
    public record Failure(Fault fault, Optional<Duration> lasting) implements Action {}

    public Action action() {
        return migrate.<Action>map(each -> each)
                .or(() -> nfLoad)
                .orElseGet(() -> new Failure(fault.orElseThrow().fault(), lasting));
    }

    EventConfig stretched(double stretch) {
        return new EventConfig(
                Experiment.stretched(at, stretch),
                Experiment.stretched(every, stretch),
                times,
                when,
                migrate,
                nfLoad,
                fault,
                lasting.map(each -> Experiment.stretched(each, stretch)));
    }
}
