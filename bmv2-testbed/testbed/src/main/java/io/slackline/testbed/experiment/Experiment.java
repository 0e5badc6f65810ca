package io.slackline.testbed.experiment;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.common.config.Default;
import io.slackline.testbed.fault.Fault;
import io.slackline.testbed.fault.FaultConfig;
import io.slackline.testbed.topology.SwitchKind;
import io.slackline.testbed.topology.TopologyConfig;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The file of an experiment: a topology, functions, loads on them, what happens meanwhile, and what shall hold. Its variants differ in some of these and take
 * turns, repetition by repetition, in one testbed, so that whatever the machine does meets all of them alike.
 *
 * <p>Times of events and windows count from the beginning of the measured part of a repetition.
 *
 * @param name as the command line knows it, and the report's directory
 * @param title one line for lists and the head of the report
 * @param description what it shows, and how
 * @param topology as docs/testbed.md describes it; the switch is chosen on the command line
 * @param functions what is deployed before each repetition, and deleted after it
 * @param loads requests that clients send, from the warm-up to the end
 * @param events what happens, by time
 * @param policy settings of the controller ({@code slackline policy get} lists them) that differ from their defaults
 * @param controlPlane what the controller takes of the CPU that it shares with switch, nodes and clients
 * @param warmUp load before the measured part, in each repetition
 * @param rehearsals migrations of each function there and back under load before anything is measured, so that no step of one runs for the first time
 * @param duration of the measured part
 * @param windows spans of time that latency is told for; the whole, under the name "measured", is always there
 * @param variants none: there is one, called "only"; the first is the one that the others are compared with
 * @param repetitions of each variant
 * @param full what is different at the full size
 * @param measures figures besides requests and latencies
 * @param judgements what shall hold
 */
public record Experiment(
        String name,
        String title,
        String description,
        TopologyConfig topology,
        List<FunctionConfig> functions,
        List<LoadConfig> loads,
        List<EventConfig> events,
        Map<String, String> policy,
        @Default("shares") ControlPlane controlPlane,
        @Default("3s") Duration warmUp,
        @Default("0") int rehearsals,
        Duration duration,
        List<WindowConfig> windows,
        List<VariantConfig> variants,
        @Default("3") int repetitions,
        @Default("{}") FullSize full,
        List<Measure> measures,
        List<LimitConfig> judgements) {
    /** The window that needs no entry in the file. */
    public static final String MEASURED = "measured";

    public Experiment {
        if (!name.matches("[a-z0-9][a-z0-9-]{0,39}")) {
            throw new IllegalArgumentException("name '" + name + "': 1 to 40 of a-z, 0-9 and '-' are valid");
        }
        if (repetitions < 1 || repetitions > 1000 || rehearsals < 0 || rehearsals > 1000) {
            throw new IllegalArgumentException("repetitions: 1 to 1000 are valid, rehearsals: 0 to 1000");
        }
        if (variants.isEmpty()) {
            variants = List.of(VariantConfig.ONLY);
        }
        List<String> problems = Stream.of(
                        References.problems(topology, functions, loads, events, windows, variants, duration),
                        References.problems(judgements, windows, variants, measures))
                .flatMap(List::stream)
                .toList();
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n  ", problems));
        }
    }

    /** The controller's claim on the machine. */
    public enum ControlPlane {
        /** Its part, as everybody. */
        SHARES,
        /** What switch, nodes and clients leave: elsewhere it has a machine of its own. */
        GIVES_WAY
    }

    /** How much of it is run. */
    public enum Size {
        /** As it stands in the file: minutes, on two cores. */
        SMALL,
        /** With the values of {@code full}. */
        FULL
    }

    /**
     * The full size: for figures to be published.
     *
     * @param repetitions of each variant
     * @param stretch all times of events, windows and the measured part are so much longer
     */
    public record FullSize(
            @Default("10") int repetitions, @Default("1.0") double stretch) {
        public FullSize {
            if (repetitions < 1 || repetitions > 1000 || !(stretch >= 1) || stretch > 1000) {
                throw new IllegalArgumentException(
                        "full: repetitions from 1 to 1000, stretch from 1 to 1000 are valid");
            }
        }
    }

    public int repetitions(Size size) {
        return switch (size) {
            case SMALL -> repetitions;
            case FULL -> full.repetitions();
        };
    }

    /** The topology with another switch. */
    public TopologyConfig topology(SwitchKind switchKind) {
        return new TopologyConfig(
                switchKind,
                topology.nodes(),
                topology.clients(),
                topology.reportInterval(),
                topology.staleness(),
                topology.switches());
    }

    /** Those that are run on a switch, in the order of the file; at least one. Errors: INVALID_ARGUMENT. */
    public List<VariantConfig> variants(SwitchKind switchKind) {
        List<VariantConfig> onSwitch =
                variants.stream().filter(variant -> variant.runsOn(switchKind)).toList();
        if (onSwitch.isEmpty()) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "%s: none of its variants is run on the switch %s"
                            .formatted(name, switchKind.name().toLowerCase(Locale.ROOT)));
        }
        return onSwitch;
    }

    /** All faults of the variants that are run on a switch. Errors: as {@link #variants(SwitchKind)}. */
    public List<Fault> faults(SwitchKind switchKind) {
        return variants(switchKind).stream()
                .flatMap(variant -> (variant.events().isEmpty() ? events : variant.events()).stream())
                .flatMap(event -> event.fault().stream())
                .map(FaultConfig::fault)
                .toList();
    }

    /** What a variant is made of, with what it does not change. */
    public Trial trial(VariantConfig variant, Size size) {
        double stretch = size == Size.FULL ? full.stretch() : 1;
        return new Trial(
                variant.functions().isEmpty() ? functions : variant.functions(),
                variant.loads().isEmpty() ? loads : variant.loads(),
                (variant.events().isEmpty() ? events : variant.events())
                        .stream().map(event -> event.stretched(stretch)).toList(),
                variant.policy().isEmpty() ? policy : variant.policy(),
                stretched(duration, stretch),
                windows.stream().map(window -> window.stretched(stretch)).toList());
    }

    static Duration stretched(Duration duration, double stretch) {
        return Duration.ofNanos((long) (duration.toNanos() * stretch));
    }

    /** One variant, ready to be run. */
    public record Trial(
            List<FunctionConfig> functions,
            List<LoadConfig> loads,
            List<EventConfig> events,
            Map<String, String> policy,
            Duration duration,
            List<WindowConfig> windows) {}
}
