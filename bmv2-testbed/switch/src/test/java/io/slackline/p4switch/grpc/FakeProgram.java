package io.slackline.p4switch.grpc;

import io.slackline.p4switch.target.Program;
import java.util.List;
import java.util.Optional;

/** The program behind every_kind.txtpb. */
final class FakeProgram implements Program {

    @Override
    public List<Table> tables() {
        return List.of(
                new Table(
                        "stations",
                        List.of(
                                new KeyField("dst_mac", MatchKind.EXACT, 48),
                                new KeyField("vlan", MatchKind.EXACT, 12)),
                        List.of("forward", "discard", "rewrite"),
                        Optional.empty(),
                        Optional.of("stations_counter"),
                        Optional.of("stations_meter"),
                        4,
                        Timeouts.SUPPORTED,
                        false,
                        false),
                table("routes", List.of(new KeyField("dst", MatchKind.LPM, 32)), false, false),
                table(
                        "acl",
                        List.of(
                                new KeyField("src", MatchKind.TERNARY, 32),
                                new KeyField("port", MatchKind.RANGE, 16),
                                new KeyField("protocol", MatchKind.OPTIONAL, 8)),
                        false,
                        true),
                new Table(
                        "balanced",
                        List.of(new KeyField("dst", MatchKind.EXACT, 32)),
                        List.of("forward"),
                        Optional.of("balancer"),
                        Optional.empty(),
                        Optional.empty(),
                        64,
                        Timeouts.NONE,
                        false,
                        false),
                table("fixed", List.of(new KeyField("kind", MatchKind.EXACT, 8)), true, false),
                table("keyless", List.of(), false, false));
    }

    private static Table table(String name, List<KeyField> key, boolean constant, boolean constantDefault) {
        return new Table(
                name,
                key,
                List.of("forward", "discard"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1024,
                Timeouts.NONE,
                constant,
                constantDefault);
    }

    @Override
    public List<Action> actions() {
        return List.of(
                new Action("forward", List.of(new Parameter("port", 9))),
                new Action("discard", List.of()),
                new Action("rewrite", List.of(new Parameter("mac", 48), new Parameter("port", 9))));
    }

    @Override
    public List<ActionProfile> actionProfiles() {
        return List.of(new ActionProfile("balancer", 64, true));
    }

    @Override
    public List<ArrayInfo> counters() {
        return List.of(new ArrayInfo("causes", 4, 0));
    }

    @Override
    public List<ArrayInfo> meters() {
        return List.of(new ArrayInfo("punts", 4, 0));
    }

    @Override
    public List<ArrayInfo> registers() {
        return List.of(new ArrayInfo("last_seen", 8, 32), new ArrayInfo("drift", 2, 12));
    }

    @Override
    public List<Digest> digests() {
        return List.of(new Digest("learn", List.of(48, 9)));
    }

    @Override
    public List<String> valueSets() {
        return List.of("tunnels");
    }
}
