package io.slackline.cli.view;

import io.slackline.api.v1.Event;
import io.slackline.api.v1.Function;
import io.slackline.api.v1.FunctionStatus;
import io.slackline.api.v1.Migration;
import io.slackline.api.v1.Node;
import io.slackline.api.v1.Placement;
import io.slackline.api.v1.Switch;
import io.slackline.cli.options.Converters;
import io.slackline.common.output.Table;
import java.util.Locale;
import java.util.stream.Collectors;

/** The columns of each kind of thing. */
public final class Tables {
    public static final Table<Function> FUNCTIONS = Table.<Function>empty()
            .text("NAME", function -> function.getSpec().getName())
            .number("VERSION", function -> function.getSpec().getVersion())
            .text("ADDRESS", Words::address)
            .text("MODE", function -> Converters.kebab(function.getSteering().getMode()))
            .text("NODES", Words::candidates)
            .number("EPOCH", function -> function.getSteering().getEpoch())
            .number("STEERED", Function::getSteeredPackets)
            .text("MIGRATION", Function::getMigration);

    public static final Table<Placement> PLACEMENTS = Table.<Placement>empty()
            .text("NODE", Placement::getNode)
            .text("ROLE", placement -> Converters.kebab(placement.getRole()))
            .text("STATE", placement -> Words.instance(placement.getStatus()))
            .number("IN-FLIGHT", placement -> placement.getStatus().getInFlight())
            .number("CONNECTIONS", placement -> placement.getStatus().getOpenConnections())
            .number("COMPLETED", placement -> placement.getStatus().getCompleted())
            .number("FORWARDED", placement -> placement.getStatus().getForwarded())
            .number("FAILED", placement -> placement.getStatus().getFailed())
            .number("P99", placement -> Words.p99(placement.getStatus()))
            .text("ERROR", placement -> placement.getStatus().getError());

    public static final Table<Node> NODES = Table.<Node>empty()
            .text("NAME", node -> node.getDescription().getName())
            .number("INDEX", Node::getIndex)
            .text("STATE", node -> Converters.kebab(node.getState()))
            .text("TIER", node -> Converters.kebab(node.getDescription().getTier()))
            .text("ZONE", node -> node.getDescription().getZone())
            .number("BUDGET", node -> Words.millicores(node.getSlack().getBudgetMillicores()))
            .number("NF", node -> Words.millicores(node.getSlack().getNfMillicores()))
            .number("FUNCTIONS", node -> Words.millicores(node.getSlack().getFunctionMillicores()))
            .number("SLACK", node -> Words.millicores(node.getSlack().getSlackMillicores()))
            .text(
                    "HOSTS",
                    node -> node.getFunctionsList().stream()
                            .map(FunctionStatus::getFunction)
                            .collect(Collectors.joining(",")))
            .text("PORTS", Words::ports);

    public static final Table<Migration> MIGRATIONS = Table.<Migration>empty()
            .text("ID", Migration::getId)
            .text("FUNCTION", Migration::getFunction)
            .text("FROM", Migration::getFrom)
            .text("TO", Migration::getTo)
            .text("MODE", migration -> Converters.kebab(migration.getMode()))
            .text("STATE", migration -> Converters.kebab(migration.getState()))
            .text("CAUSE", Migration::getCause)
            .text("STARTED", migration -> Words.instant(migration.getStartedUs()))
            .number("TOOK", Words::took)
            .number("FLIP", migration -> migration.getFlipUs() == 0 ? "" : Words.micros(migration.getFlipUs()))
            .text("REASON", Migration::getReason);

    public static final Table<Migration.Step> STEPS = Table.<Migration.Step>empty()
            .text("STEP", step -> Converters.kebab(step.getState()))
            .text("ENTERED", step -> Words.instant(step.getEnteredUs()))
            .number("TOOK", step -> step.getTookUs() == 0 ? "" : Words.micros(step.getTookUs()));

    public static final Table<Switch> SWITCHES = Table.<Switch>empty()
            .text("NAME", Switch::getName)
            .text("STATE", device -> Converters.kebab(device.getState()))
            .text("ADDRESS", Switch::getAddress)
            .number("DEVICE", Switch::getDeviceId)
            .text("TARGET", Switch::getTarget)
            .text("P4RUNTIME", Switch::getP4RuntimeVersion)
            .number(
                    "ENTRIES",
                    device -> device.getEntriesMap().values().stream()
                            .mapToInt(Integer::intValue)
                            .sum())
            .number("WRITES", Switch::getReconciledWrites)
            .text("ERROR", Switch::getError);

    private Tables() {}

    /** One line, with its line feed. */
    public static String event(Event event) {
        return String.format(
                Locale.ROOT,
                "%s  %-7s  %-20s  %-12s  %s%n",
                Words.instant(event.getAtUs()),
                Converters.kebab(event.getSeverity()),
                event.getKind(),
                event.getSubject(),
                event.getMessage());
    }
}
