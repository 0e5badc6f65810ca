package io.slackline.cli.view;

import io.slackline.api.v1.Event;
import io.slackline.api.v1.Function;
import io.slackline.api.v1.FunctionStatus;
import io.slackline.api.v1.LinkQuality;
import io.slackline.api.v1.Migration;
import io.slackline.api.v1.NfStatus;
import io.slackline.api.v1.Node;
import io.slackline.api.v1.Placement;
import io.slackline.api.v1.PolicySetting;
import io.slackline.api.v1.Switch;
import io.slackline.api.v1.SwitchSlack;
import io.slackline.cli.options.Converters;
import io.slackline.common.output.Table;
import java.util.List;
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
            .text("OFFLOAD", function -> String.join(",", function.getSteering().getOffloadList()))
            .number("EPOCH", function -> function.getSteering().getEpoch())
            .number("STEERED", Function::getSteeredPackets)
            .text("MIGRATION", Function::getMigration);

    public static final Table<Placement> PLACEMENTS = Table.<Placement>empty()
            .text("NODE", Placement::getNode)
            .text("PART", placement -> Converters.kebab(placement.getPart()))
            .text("ROLE", placement -> Converters.kebab(placement.getRole()))
            .text("STATE", placement -> Words.instance(placement.getStatus()))
            .number("STEERED", Placement::getSteeredPackets)
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
            .number("AT-SWITCH", Words::atSwitch)
            .number("AGE", Words::reportAge)
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

    public static final Table<SwitchSlack> AT_SWITCHES = Table.<SwitchSlack>empty()
            .text("SWITCH", SwitchSlack::getSwitch)
            .text("STANDING", slack -> Converters.kebab(slack.getStanding()))
            .number("SLACK", slack -> Words.millicores(slack.getSlackMillicores()))
            .number("AGE", slack -> Words.micros(slack.getAgeUs()))
            .number("PERIODS", Words::reportAge)
            .number("SEQUENCE", slack -> Integer.toUnsignedString(slack.getSequence()))
            .number("RESERVED", slack -> Words.millicores(slack.getReservedMillicores()))
            .text("PROBED", slack -> Words.instant(slack.getProbedUs()));

    public static final Table<FunctionStatus> HOSTED = Table.<FunctionStatus>empty()
            .text("FUNCTION", FunctionStatus::getFunction)
            .number("VERSION", FunctionStatus::getVersion)
            .text("STATE", Words::instance)
            .number("IN-FLIGHT", FunctionStatus::getInFlight)
            .number("CONNECTIONS", FunctionStatus::getOpenConnections)
            .number("COMPLETED", FunctionStatus::getCompleted)
            .number("FORWARDED", FunctionStatus::getForwarded)
            .number("FAILED", FunctionStatus::getFailed)
            .number("P99", Words::p99)
            .text("ERROR", FunctionStatus::getError);

    public static final Table<PolicySetting> SETTINGS = Table.<PolicySetting>empty()
            .text("SETTING", PolicySetting::getKey)
            .text("VALUE", PolicySetting::getValue)
            .text("DEFAULT", PolicySetting::getDefaultValue)
            .text("MEANING", PolicySetting::getMeaning);

    private static final Table<Function> CLASSES = Table.<Function>empty()
            .text("CLASS", function -> Converters.kebab(function.getSpec().getClass_()))
            .number("MIN-SLACK", function -> Words.millicores(function.getMinSlackMillicores()))
            .number("STEERED", Function::getSteeredPackets)
            .number("TO-NEIGHBOURS", Function::getOffloadedHorizontalPackets)
            .number("TO-CLOUD", Function::getOffloadedVerticalPackets);

    private static final Table<Node> MANAGEMENT = Table.<Node>empty()
            .number(
                    "SCORE",
                    node -> Integer.toUnsignedString(node.getDescription().getComputeScore()))
            .text("HARVEST", node -> node.getHarvest().getOn() ? "on" : "off")
            .number("HARVESTED", node -> Words.millicores(node.getHarvest().getHarvestedMillicores()))
            .number("MODE-CHANGES", node -> node.getHarvest().getModeChanges())
            .number("BACK-OFFS", node -> node.getHarvest().getBackOffs())
            .text("POLICY", node -> node.getPool().getPolicy())
            .text("POOL", node -> node.getPool().getState())
            .number("INSTANCES", node -> node.getPool().getInstances())
            .number("MEMORY", Words::poolMemory)
            .number("WARM", node -> node.getPool().getWarmInvocations())
            .number("COLD", node -> node.getPool().getColdInvocations())
            .number("PREWARMS", node -> node.getPool().getPrewarms())
            .number("EVICTIONS", node -> node.getPool().getEvictions())
            .number("OFFLOADED", node -> node.getPool().getOffloaded());

    private static final Table<NfStatus> NETWORK_FUNCTIONS = Table.<NfStatus>empty()
            .text("NF", NfStatus::getNf)
            .number("PACKETS", nf -> nf.getPacketBytes() + "B")
            .number("RATE", nf -> nf.getPacketsPerSecond() + "/s")
            .number("USED", nf -> Words.millicores(nf.getMillicores()))
            .number("BASELINE", nf -> Words.millicores(nf.getBaselineMillicores()))
            .number("HOLD", nf -> Words.micros(nf.getHoldUs()))
            .number("BEST-HOLD", nf -> Words.micros(nf.getBestHoldUs()))
            .number("P99", nf -> nf.getP99Us() == 0 ? "" : Words.micros(nf.getP99Us()))
            .number("BASELINE-P99", nf -> nf.getBaselineP99Us() == 0 ? "" : Words.micros(nf.getBaselineP99Us()))
            .number("DELIVERED", nf -> String.format(Locale.ROOT, "%.1f%%", nf.getDeliveredPermille() / 10.0));

    private static final Table<LinkQuality> WAYS = Table.<LinkQuality>empty()
            .text("WAY-TO", LinkQuality::getTo)
            .text("KIND", way -> Converters.kebab(way.getKind()))
            .number("RTT", way -> Words.micros(Integer.toUnsignedLong(way.getRttUs())))
            .number("BANDWIDTH", Words::bandwidth)
            .text("MEASURED", way -> Words.instant(way.getMeasuredAtUs()));

    private Tables() {}

    /** All of one function: the function, what its class asks for, its instances. */
    public static String function(Function function) {
        return FUNCTIONS.render(List.of(function)) + "\n"
                + CLASSES.render(List.of(function)) + "\n"
                + PLACEMENTS.render(function.getPlacementsList());
    }

    /** All of one node: the node, how it harvests and keeps functions warm, its ways, as the switches see it, what it hosts. */
    public static String node(Node node) {
        return NODES.render(List.of(node)) + "\n"
                + MANAGEMENT.render(List.of(node)) + "\n"
                + NETWORK_FUNCTIONS.render(node.getHarvest().getNfsList()) + "\n"
                + WAYS.render(node.getLinksList()) + "\n"
                + AT_SWITCHES.render(node.getSwitchSlackList()) + "\n"
                + HOSTED.render(node.getFunctionsList());
    }

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
