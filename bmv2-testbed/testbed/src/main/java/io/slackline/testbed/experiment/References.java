package io.slackline.testbed.experiment;

import io.slackline.common.NearMiss;
import io.slackline.testbed.experiment.EventConfig.Failure;
import io.slackline.testbed.experiment.EventConfig.Migrate;
import io.slackline.testbed.experiment.EventConfig.NfLoad;
import io.slackline.testbed.experiment.FunctionConfig.Copy;
import io.slackline.testbed.experiment.FunctionConfig.Transport;
import io.slackline.testbed.fault.BogusReports;
import io.slackline.testbed.fault.Cut;
import io.slackline.testbed.fault.Fault;
import io.slackline.testbed.fault.Impair;
import io.slackline.testbed.fault.Link.Network;
import io.slackline.testbed.fault.PartFault;
import io.slackline.testbed.functions.SampleFunction;
import io.slackline.testbed.topology.TopologyConfig;
import io.slackline.testbed.topology.TopologyConfig.NodeConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whether the names in an experiment's file mean something, and its times lie within it. */
final class References {
    private final List<String> problems = new ArrayList<>();
    private final List<String> nodes;
    private final List<String> hosts;
    /** Those with a management link. */
    private final List<String> managed;

    private final Duration duration;

    private References(List<String> nodes, List<String> clients, Duration duration) {
        this.nodes = nodes;
        this.hosts = Stream.concat(nodes.stream(), clients.stream()).toList();
        this.managed = Stream.concat(hosts.stream(), Stream.of(Cut.SWITCH)).toList();
        this.duration = duration;
    }

    /** All that is wrong with what is run; empty when nothing is. */
    static List<String> problems(
            TopologyConfig topology,
            List<FunctionConfig> functions,
            List<LoadConfig> loads,
            List<EventConfig> events,
            List<WindowConfig> windows,
            List<VariantConfig> variants,
            Duration duration) {
        References references =
                new References(topology.nodes().stream().map(NodeConfig::name).toList(), topology.clients(), duration);
        if (duration.isZero()) {
            references.problems.add("duration: expected more than 0");
        }
        references.distinct(
                "variant", variants.stream().map(VariantConfig::name).toList());
        references.distinct("window", windows.stream().map(WindowConfig::name).toList());
        for (WindowConfig window : windows) {
            if (window.from().compareTo(duration) >= 0) {
                references.problems.add("window %s: begins at %s, expected less than duration %s"
                        .formatted(window.name(), seconds(window.from()), seconds(duration)));
            }
        }
        for (VariantConfig variant : variants) {
            String where = variants.size() == 1 ? "" : "variant " + variant.name() + ": ";
            references.trial(
                    where,
                    variant.functions().isEmpty() ? functions : variant.functions(),
                    variant.loads().isEmpty() ? loads : variant.loads(),
                    variant.events().isEmpty() ? events : variant.events());
        }
        return references.problems.stream().distinct().toList();
    }

    /** All that is wrong with what shall hold; empty when nothing is. */
    static List<String> problems(
            List<LimitConfig> judgements,
            List<WindowConfig> windows,
            List<VariantConfig> variants,
            List<Measure> measures) {
        References references = new References(List.of(), List.of(), Duration.ZERO);
        List<String> variantNames = variants.stream().map(VariantConfig::name).toList();
        List<String> windowNames = Stream.concat(
                        Stream.of(Experiment.MEASURED), windows.stream().map(WindowConfig::name))
                .toList();
        for (LimitConfig limit : judgements) {
            String where = "judgement \"" + limit.what() + "\": ";
            Stream.concat(limit.variants().stream(), limit.against().stream())
                    .forEach(name -> references.known(where + "variant", name, variantNames));
            for (String metric : limit.metrics()) {
                FigurePath.problem(metric, windowNames, measures)
                        .ifPresent(problem -> references.problems.add(where + problem));
            }
        }
        return references.problems;
    }

    private void trial(String where, List<FunctionConfig> functions, List<LoadConfig> loads, List<EventConfig> events) {
        if (functions.isEmpty() || loads.isEmpty()) {
            problems.add(where + "at least one function and one load are needed");
        }
        List<String> names = functions.stream().map(FunctionConfig::name).toList();
        distinct(
                where + "function",
                functions.stream()
                        .flatMap(function -> function.deployed().stream())
                        .map(Copy::name)
                        .toList());
        distinct(where + "load", loads.stream().map(LoadConfig::name).toList());
        for (FunctionConfig function : functions) {
            Stream.of(function.nodes(), function.offload(), function.prewarm())
                    .flatMap(List::stream)
                    .forEach(node -> known(where + "function " + function.name() + ": node", node, nodes));
            function.next().ifPresent(next -> {
                if (known(where + "function " + function.name() + ": next", next, names)) {
                    link(where, function, functions.get(names.indexOf(next)));
                }
            });
            if (isInACircle(function, functions)) {
                problems.add("%sfunction %s: next leads back to it".formatted(where, function.name()));
            }
        }
        for (LoadConfig load : loads) {
            if (known(where + "load " + load.name() + ": function", load.function(), names)) {
                FunctionConfig function = functions.get(names.indexOf(load.function()));
                if (function.protocol() != load.transport()) {
                    problems.add("%sload %s: kind %s does not reach function %s, whose protocol is %s"
                            .formatted(
                                    where,
                                    load.name(),
                                    kebab(load.kind()),
                                    function.name(),
                                    kebab(function.protocol())));
                }
            }
        }
        for (EventConfig event : events) {
            Duration last = event.at().plus(event.every().multipliedBy(event.times() - 1L));
            if (last.compareTo(duration) > 0) {
                problems.add("%sevent at %s: ends after %s, later than duration %s"
                        .formatted(where, seconds(event.at()), seconds(last), seconds(duration)));
            }
            switch (event.action()) {
                case Migrate migrate -> {
                    known(where + "migrate: function", migrate.function(), names);
                    migrate.to().ifPresent(node -> known(where + "migrate: node", node, nodes));
                }
                case Failure failure -> failure(where + "fault: ", failure.fault());
                case NfLoad load -> load.nodes().forEach(node -> known(where + "nfLoad: node", node, nodes));
            }
        }
    }

    /** Only {@code stage} calls another function, over HTTP, and what a chain answers is known of stages alone. */
    private void link(String where, FunctionConfig function, FunctionConfig next) {
        Stream.of(function, next)
                .filter(each -> each.program() != SampleFunction.STAGE || each.protocol() != Transport.HTTP)
                .forEach(each ->
                        problems.add("%sfunction %s: next: %s is %s by %s; only stage by http is valid in a chain"
                                .formatted(
                                        where,
                                        function.name(),
                                        each.name(),
                                        kebab(each.program()),
                                        kebab(each.protocol()))));
        if (next.copies() > 1) {
            problems.add("%sfunction %s: next: %s has copies; one function is valid"
                    .formatted(where, function.name(), next.name()));
        }
    }

    private static boolean isInACircle(FunctionConfig function, List<FunctionConfig> functions) {
        Optional<String> next = function.next();
        for (int step = 0; step < functions.size() && next.isPresent(); step++) {
            String name = next.get();
            if (name.equals(function.name())) {
                return true;
            }
            next = functions.stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .flatMap(FunctionConfig::next);
        }
        return false;
    }

    private void failure(String where, Fault fault) {
        switch (fault) {
            case PartFault ofPart -> ofPart.node().ifPresent(node -> known(where + "node", node, nodes));
            case Cut cut -> known(where + "host", cut.host(), cut.network() == Network.MANAGEMENT ? managed : hosts);
            case Impair impair -> known(where + "host", impair.host(), hosts);
            case BogusReports reports -> {
                known(where + "node", reports.node(), nodes);
                reports.from().ifPresent(host -> known(where + "from: host", host, hosts));
            }
        }
    }

    private static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() / 1000.0 + " s";
    }

    private void distinct(String what, List<String> names) {
        Set<String> seen = new HashSet<>();
        names.stream()
                .filter(name -> !seen.add(name))
                .forEach(name -> problems.add(what + " '" + name + "' is there twice"));
    }

    private boolean known(String what, String name, List<String> valid) {
        if (valid.contains(name)) {
            return true;
        }
        problems.add("%s '%s' is not known%s; there are %s"
                .formatted(what, name, NearMiss.hint(name, valid), String.join(", ", valid)));
        return false;
    }
}
