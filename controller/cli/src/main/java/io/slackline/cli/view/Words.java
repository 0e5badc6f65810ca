package io.slackline.cli.view;

import io.slackline.api.v1.Candidate;
import io.slackline.api.v1.Function;
import io.slackline.api.v1.FunctionStatus;
import io.slackline.api.v1.InstanceState;
import io.slackline.api.v1.LinkQuality;
import io.slackline.api.v1.Migration;
import io.slackline.api.v1.Node;
import io.slackline.api.v1.SteeringMode;
import io.slackline.api.v1.SwitchSlack;
import io.slackline.cli.options.Converters;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Single values in the words of the tables. */
public final class Words {
    private static final DateTimeFormatter INSTANT = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Words() {}

    /** Microseconds since the epoch, in UTC; empty for 0. */
    public static String instant(long micros) {
        return micros == 0 ? "" : INSTANT.format(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    }

    /** A time span with three digits that count: {@code 870us}, {@code 12.3ms}, {@code 4.05s}. */
    public static String micros(long micros) {
        if (micros < 1000) {
            return micros + "us";
        }
        return micros < 1_000_000 ? threeDigits(micros / 1e3) + "ms" : threeDigits(micros / 1e6) + "s";
    }

    private static String threeDigits(double value) {
        var digits = value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, digits, value);
    }

    static String millicores(int millicores) {
        return millicores + "m";
    }

    /** Used of what may be used. */
    static String poolMemory(Node node) {
        return node.getPool().getMemoryUsedMib() + "/" + node.getPool().getMemoryBoundMib() + "MiB";
    }

    /** With three digits that count; empty where it was not measured. */
    static String bandwidth(LinkQuality way) {
        long kbps = way.getBandwidthKbps();
        if (kbps == 0) {
            return "";
        }
        return kbps < 1_000_000 ? threeDigits(kbps / 1e3) + "Mbit/s" : threeDigits(kbps / 1e6) + "Gbit/s";
    }

    static String address(Function function) {
        var address = function.getSpec().getAddress();
        return address.getIp() + ":" + address.getPort() + "/" + Converters.kebab(address.getProtocol());
    }

    static String candidates(Function function) {
        var steering = function.getSteering();
        return steering.getCandidatesList().stream()
                .map(candidate -> steering.getMode() == SteeringMode.SHARE ? shared(candidate) : candidate.getNode())
                .collect(Collectors.joining(","));
    }

    private static String shared(Candidate candidate) {
        return candidate.getNode() + "=" + Math.round(candidate.getShare() * 100) + "%";
    }

    /** The slack that the switch steers by, or why it does not choose the node; with the switch's name where there are several. */
    static String atSwitch(Node node) {
        return node.getSwitchSlackList().stream()
                .map(slack -> (node.getSwitchSlackCount() > 1 ? slack.getSwitch() + ":" : "")
                        + switch (slack.getStanding()) {
                            case FIT -> millicores(slack.getSlackMillicores());
                            case STALE -> "stale";
                            case UNFIT -> "unfit";
                            case STANDING_UNSPECIFIED, UNRECOGNIZED -> "?";
                        })
                .collect(Collectors.joining(","));
    }

    /** Of the oldest report at a switch, in report periods. */
    static String reportAge(Node node) {
        return node.getSwitchSlackList().stream()
                .max(Comparator.comparingDouble(SwitchSlack::getAgePeriods))
                .map(Words::reportAge)
                .orElse("");
    }

    static String reportAge(SwitchSlack slack) {
        return slack.getBootEpoch() == 0 ? "never" : String.format(Locale.ROOT, "%.1f", slack.getAgePeriods());
    }

    /** Packets that went to the offload group: to neighbours + to the cloud; empty where there is none. */
    static String offloaded(Function function) {
        return function.getSteering().getOffloadCount() == 0
                ? ""
                : function.getOffloadedHorizontalPackets() + "+" + function.getOffloadedVerticalPackets();
    }

    static String ports(Node node) {
        return new TreeMap<>(node.getSwitchPortsMap())
                .entrySet().stream()
                        .map(port -> port.getKey() + ":" + port.getValue())
                        .collect(Collectors.joining(","));
    }

    static String instance(FunctionStatus status) {
        return status.getState() == InstanceState.INSTANCE_STATE_UNSPECIFIED ? "" : Converters.kebab(status.getState());
    }

    static String p99(FunctionStatus status) {
        return status.getLatency().getCount() == 0
                ? ""
                : micros(status.getLatency().getP99Us());
    }

    static String took(Migration migration) {
        return migration.getEndedUs() == 0 ? "" : micros(migration.getEndedUs() - migration.getStartedUs());
    }
}
