package io.slackline.testbed.experiment.run;

import io.slackline.testbed.experiment.Experiment;
import io.slackline.testbed.experiment.Experiment.Size;
import io.slackline.testbed.experiment.Experiment.Trial;
import io.slackline.testbed.experiment.Judge;
import io.slackline.testbed.experiment.Measure;
import io.slackline.testbed.experiment.RunResult;
import io.slackline.testbed.experiment.RunResult.Repetition;
import io.slackline.testbed.experiment.RunResult.VariantResult;
import io.slackline.testbed.experiment.VariantConfig;
import io.slackline.testbed.live.LiveTestbed;
import io.slackline.testbed.load.Outcome;
import io.slackline.testbed.topology.SwitchKind;
import io.slackline.testbed.topology.Topology;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Runs all repetitions of all variants in one testbed, the variants in turn. Made for one call of {@link #run}. */
public final class ExperimentRunner {
    /** Processes that have just started are slow until they are compiled: the first warm-up of a run is so much longer. */
    private static final Duration COLD = Duration.ofSeconds(5);

    private final Experiment experiment;
    private final Size size;
    private final int repetitions;
    private final Consumer<String> progress;
    private final List<String> remarks = new CopyOnWriteArrayList<>();

    /** @param repetitions of each variant, whatever the size says */
    public ExperimentRunner(Experiment experiment, Size size, int repetitions, Consumer<String> progress) {
        this.experiment = experiment;
        this.size = size;
        this.repetitions = repetitions;
        this.progress = progress;
    }

    /** Notes what the reader of the result should know. */
    public void remark(String remark) {
        remarks.add(remark);
        progress.accept("note: " + remark);
    }

    /** Runs it. Errors: whatever kept it from running to its end; what its judgements find is no error. */
    public RunResult run(LiveTestbed testbed) {
        switch (experiment.controlPlane()) {
            case SHARES -> {}
            case GIVES_WAY -> testbed.controllerGivesWay();
        }
        SwitchKind switchKind = testbed.topology().config().switchKind();
        List<VariantConfig> variants = experiment.variants(switchKind);
        String started = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Set<Measure> measures = measures(testbed.topology());
        Map<String, List<Repetition>> repetitionsOf = new LinkedHashMap<>();
        int rehearsals = experiment.rehearsals();
        for (int i = 1; i <= repetitions; i++) {
            for (VariantConfig variant : inTurn(variants, i)) {
                progress.accept("repetition %d of %d, %s".formatted(i, repetitions, variant.name()));
                Trial trial = experiment.trial(variant, size);
                boolean cold = repetitionsOf.isEmpty();
                Evidence evidence = new TrialRun(testbed, trial, measures)
                        .run(
                                cold ? experiment.warmUp().plus(COLD) : experiment.warmUp(),
                                i == 1 ? rehearsals : 0,
                                "%s-%s-%d.records".formatted(experiment.name(), variant.name(), i),
                                // Repetitions are independent of each other; the variants of one get the same load.
                                i);
                evidence.refused().forEach(refused -> remark(variant.name() + ": " + refused));
                Repetition repetition = Gathering.repetition(evidence, measures);
                repetitionsOf
                        .computeIfAbsent(variant.name(), _ -> new ArrayList<>())
                        .add(repetition);
                progress.accept(summary(repetition, evidence.measurement().failures()));
            }
        }
        List<VariantResult> results = variants.stream()
                .map(variant -> new VariantResult(
                        variant.name(), variant.description(), repetitionsOf.getOrDefault(variant.name(), List.of())))
                .toList();
        return new RunResult(
                experiment.name(),
                experiment.title(),
                experiment.description(),
                switchKind.name().toLowerCase(Locale.ROOT),
                testbed.network(),
                size.name().toLowerCase(Locale.ROOT),
                started,
                MachineFacts.read(),
                variants.getFirst().name(),
                repetitions,
                results,
                Judge.judge(experiment.judgements(), results),
                List.copyOf(remarks));
    }

    /** The variants, beginning with another one each time, so that none is always the first, or always behind the same one. */
    private static List<VariantConfig> inTurn(List<VariantConfig> variants, int repetition) {
        List<VariantConfig> turned = new ArrayList<>(variants);
        Collections.rotate(turned, 1 - repetition);
        return turned;
    }

    /** Those that can be taken there. */
    private Set<Measure> measures(Topology topology) {
        Set<Measure> measures = new LinkedHashSet<>();
        for (Measure measure : experiment.measures()) {
            if (measure.needsTheWire() && topology.isRouted()) {
                remark("%s is not measured: the wire is watched where one switch has all hosts"
                        .formatted(measure.inFiles()));
            } else {
                measures.add(measure);
            }
        }
        return measures;
    }

    private static String words(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String summary(Repetition repetition, Map<Outcome, Integer> failures) {
        RunResult.Latency latency = repetition.latencyUs().get(Experiment.MEASURED);
        String causes = failures.entrySet().stream()
                .map(each -> "%d %s".formatted(each.getValue(), words(each.getKey())))
                .collect(Collectors.joining(", "));
        return "    %d requests, %d failed%s, %d duplicated%s"
                .formatted(
                        repetition.requests().sent(),
                        repetition.requests().failed(),
                        causes.isEmpty() ? "" : " (" + causes + ")",
                        repetition.requests().duplicated(),
                        latency == null
                                ? ""
                                : ", p50 %.2f ms, p99 %.2f ms".formatted(latency.p50() / 1e3, latency.p99() / 1e3));
    }
}
