package io.slackline.p4switch.grpc.schema;

import io.slackline.p4switch.target.Program;
import io.slackline.p4switch.target.Program.MatchKind;
import io.slackline.p4switch.target.TargetException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import p4.config.v1.Action;
import p4.config.v1.ActionProfile;
import p4.config.v1.ActionRef;
import p4.config.v1.ControllerPacketMetadata;
import p4.config.v1.Counter;
import p4.config.v1.Digest;
import p4.config.v1.MatchField;
import p4.config.v1.Meter;
import p4.config.v1.MeterSpec;
import p4.config.v1.P4Info;
import p4.config.v1.Register;
import p4.config.v1.Table;
import p4.config.v1.ValueSet;

/**
 * Lays a P4Info over the program it came with. Match fields and parameters meet by position, everything else by name. Widths of
 * the program are the ones that count: P4Info may have another where a type is translated. What the compiler found unused and removed from
 * the program is as if P4Info did not have it.
 */
public final class SchemaBinder {

    private final P4Info info;
    private final Program program;
    private final Types types;
    private final Directory<ActionSchema> actions;

    private SchemaBinder(P4Info info, Program program, Translations translations) {
        this.info = info;
        this.program = program;
        this.types = new Types(info.getTypeInfo(), translations);
        this.actions = new Directory<>(
                "action", info.getActionsList().stream().map(this::action).toList());
    }

    /**
     * Binds the two.
     *
     * @param translations where strings of controllers get their numbers
     * @throws TargetException INVALID_ARGUMENT where they disagree, UNIMPLEMENTED where P4Info asks for what this switch lacks; the
     *     message names the object
     */
    public static Schema bind(P4Info info, Program program, Translations translations) {
        return new SchemaBinder(Removed.without(info, program), program, translations).bind();
    }

    /** Sizes of the tables that begin with entries which controllers may change, by name. */
    public static Map<String, Integer> initialised(P4Info info) {
        return info.getTablesList().stream()
                .filter(table -> table.getHasInitialEntries() && !table.getIsConstTable())
                .collect(Collectors.toMap(
                        table -> table.getPreamble().getName(),
                        table -> Math.clamp(table.getSize(), 0, Integer.MAX_VALUE),
                        (a, b) -> a));
    }

    private Schema bind() {
        if (info.getExternsCount() > 0) {
            throw new TargetException(
                    TargetException.Code.UNIMPLEMENTED,
                    "extern '" + info.getExterns(0).getExternTypeName() + "' of P4Info is not known to this switch");
        }
        List<ProfileSchema> profiles =
                info.getActionProfilesList().stream().map(this::profile).toList();
        Map<Integer, ProfileSchema> profileById =
                profiles.stream().collect(Collectors.toMap(ProfileSchema::id, Function.identity(), (a, b) -> a));
        return new Schema(
                new Directory<>(
                        "table",
                        info.getTablesList().stream()
                                .map(table -> table(table, profileById))
                                .toList()),
                actions,
                new Directory<>("action profile", profiles),
                new Directory<>(
                        "counter",
                        info.getCountersList().stream().map(this::counter).toList()),
                new Directory<>(
                        "meter", info.getMetersList().stream().map(this::meter).toList()),
                new Directory<>(
                        "register",
                        info.getRegistersList().stream().map(this::register).toList()),
                new Directory<>(
                        "digest",
                        info.getDigestsList().stream().map(this::digest).toList()),
                new Directory<>(
                        "value set",
                        info.getValueSetsList().stream().map(this::valueSet).toList()),
                header("packet_in"),
                header("packet_out"));
    }

    private TableSchema table(Table table, Map<Integer, ProfileSchema> profiles) {
        String name = table.getPreamble().getName();
        Program.Table compiled = find("table", name, program.tables(), Program.Table::name);
        if (compiled.key().size() != table.getMatchFieldsCount()) {
            throw disagree("table '" + name + "' has " + table.getMatchFieldsCount() + " match fields in P4Info and "
                    + compiled.key().size() + " in the program");
        }
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < table.getMatchFieldsCount(); i++) {
            fields.add(field(
                    "table '" + name + "'",
                    table.getMatchFields(i),
                    compiled.key().get(i)));
        }
        List<ActionUse> uses = uses(table);
        for (ActionUse use : uses) {
            if (!compiled.actions().contains(use.action().name())) {
                throw disagree("table '" + name + "' lists action '"
                        + use.action().name() + "' in P4Info, but in the program it has " + compiled.actions());
            }
        }
        if (table.getImplementationId() != 0 && !profiles.containsKey(table.getImplementationId())) {
            throw disagree("table '" + name + "' has implementation " + Ids.hex(table.getImplementationId())
                    + ", which is no action profile of P4Info");
        }
        return new TableSchema(
                table.getPreamble().getId(),
                name,
                fields,
                uses,
                Optional.ofNullable(profiles.get(table.getImplementationId())),
                directMeterType(table),
                compiled);
    }

    private MeterSpec.Type directMeterType(Table table) {
        return info.getDirectMetersList().stream()
                .filter(meter -> meter.getDirectTableId() == table.getPreamble().getId())
                .map(meter -> meter.getSpec().getType())
                .findFirst()
                .orElse(MeterSpec.Type.TWO_RATE_THREE_COLOR);
    }

    private Field field(String owner, MatchField field, Program.KeyField compiled) {
        String what = owner + ", match field '" + field.getName() + "'";
        MatchKind kind = kind(field, what);
        if (kind != compiled.kind() && !(kind == MatchKind.OPTIONAL && compiled.kind() == MatchKind.TERNARY)) {
            throw disagree(what + " is " + kind + " in P4Info and " + compiled.kind() + " in the program");
        }
        // The compiler gives no width to values of type error.
        if (!field.hasTypeName() && field.getBitwidth() != 0 && field.getBitwidth() != compiled.widthBits()) {
            throw disagree(what + " has " + field.getBitwidth() + " bits in P4Info and " + compiled.widthBits()
                    + " in the program");
        }
        return new Field(
                field.getId(),
                field.getName(),
                kind,
                compiled.kind(),
                compiled.widthBits(),
                types.text(field.getTypeName(), compiled.widthBits()));
    }

    private static MatchKind kind(MatchField field, String what) {
        return switch (field.getMatchType()) {
            case EXACT -> MatchKind.EXACT;
            case LPM -> MatchKind.LPM;
            case TERNARY -> MatchKind.TERNARY;
            case RANGE -> MatchKind.RANGE;
            case OPTIONAL -> MatchKind.OPTIONAL;
            case UNSPECIFIED, UNRECOGNIZED ->
                throw new TargetException(
                        TargetException.Code.UNIMPLEMENTED,
                        what + " has match kind '" + field.getOtherMatchType()
                                + "'; supported: exact, lpm, ternary, range, optional");
        };
    }

    private List<ActionUse> uses(Table table) {
        List<ActionUse> uses = new ArrayList<>();
        for (ActionRef ref : table.getActionRefsList()) {
            ActionUse.Scope scope = switch (ref.getScope()) {
                case TABLE_ONLY -> ActionUse.Scope.ENTRY_ONLY;
                case DEFAULT_ONLY -> ActionUse.Scope.DEFAULT_ONLY;
                case TABLE_AND_DEFAULT, GROUP_ACTION, UNRECOGNIZED -> ActionUse.Scope.ENTRY_OR_DEFAULT;
            };
            uses.add(new ActionUse(actions.require(ref.getId()), scope));
        }
        return uses;
    }

    private ActionSchema action(Action action) {
        String name = action.getPreamble().getName();
        // An action that no table uses may be missing from the program.
        Optional<Program.Action> compiled = program.actions().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst();
        if (compiled.isPresent() && compiled.get().parameters().size() != action.getParamsCount()) {
            throw disagree("action '" + name + "' has " + action.getParamsCount() + " parameters in P4Info and "
                    + compiled.get().parameters().size() + " in the program");
        }
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < action.getParamsCount(); i++) {
            Action.Param param = action.getParams(i);
            String what = "action '" + name + "', parameter '" + param.getName() + "'";
            int position = i;
            int width = compiled.map(known -> known.parameters().get(position).widthBits())
                    .orElse(param.getBitwidth());
            if (!param.hasTypeName() && param.getBitwidth() != 0 && param.getBitwidth() != width) {
                throw disagree(
                        what + " has " + param.getBitwidth() + " bits in P4Info and " + width + " in the program");
            }
            parameters.add(
                    new Parameter(param.getId(), param.getName(), width, types.text(param.getTypeName(), width)));
        }
        return new ActionSchema(action.getPreamble().getId(), name, parameters);
    }

    private ProfileSchema profile(ActionProfile profile) {
        String name = profile.getPreamble().getName();
        find("action profile", name, program.actionProfiles(), Program.ActionProfile::name);
        Map<Integer, ActionUse> uses = new LinkedHashMap<>();
        info.getTablesList().stream()
                .filter(table ->
                        table.getImplementationId() == profile.getPreamble().getId())
                .flatMap(table -> uses(table).stream())
                .filter(use -> use.scope() != ActionUse.Scope.DEFAULT_ONLY)
                .forEach(use -> uses.putIfAbsent(use.action().id(), use));
        return new ProfileSchema(
                profile.getPreamble().getId(),
                name,
                List.copyOf(uses.values()),
                profile.getWithSelector() ? ProfileSchema.Kind.SELECTOR : ProfileSchema.Kind.PROFILE,
                profile.getWeightsDisallowed() ? ProfileSchema.Weights.UNSET : ProfileSchema.Weights.POSITIVE,
                profile.getMaxGroupSize());
    }

    private CounterSchema counter(Counter counter) {
        String name = counter.getPreamble().getName();
        Program.ArrayInfo array = find("counter", name, program.counters(), Program.ArrayInfo::name);
        return new CounterSchema(counter.getPreamble().getId(), name, array.size());
    }

    private MeterSchema meter(Meter meter) {
        String name = meter.getPreamble().getName();
        Program.ArrayInfo array = find("meter", name, program.meters(), Program.ArrayInfo::name);
        return new MeterSchema(
                meter.getPreamble().getId(), name, array.size(), meter.getSpec().getType());
    }

    private RegisterSchema register(Register register) {
        String name = register.getPreamble().getName();
        Program.ArrayInfo array = find("register", name, program.registers(), Program.ArrayInfo::name);
        ValueType cell = types.resolve(register.getTypeSpec(), List.of(array.widthBits()), "register '" + name + "'");
        if (cell instanceof ValueType.Struct || cell instanceof ValueType.Tuple) {
            throw new TargetException(
                    TargetException.Code.UNIMPLEMENTED,
                    "register '" + name + "' has cells of " + cell.describe() + "; supported: bit<W>, int<W>, bool");
        }
        return new RegisterSchema(register.getPreamble().getId(), name, array.size(), cell);
    }

    private DigestSchema digest(Digest digest) {
        String name = digest.getPreamble().getName();
        Program.Digest compiled = find("digest", name, program.digests(), Program.Digest::name);
        ValueType type = types.resolve(digest.getTypeSpec(), compiled.widthsBits(), "digest '" + name + "'");
        return new DigestSchema(digest.getPreamble().getId(), name, type);
    }

    private ValueSetSchema valueSet(ValueSet set) {
        String name = set.getPreamble().getName();
        find("value set", name, program.valueSets(), Function.identity());
        String what = "value set '" + name + "'";
        List<Field> fields = new ArrayList<>();
        for (MatchField field : set.getMatchList()) {
            MatchKind kind = kind(field, what);
            fields.add(new Field(
                    field.getId(),
                    field.getName(),
                    kind,
                    kind,
                    field.getBitwidth(),
                    types.text(field.getTypeName(), field.getBitwidth())));
        }
        return new ValueSetSchema(set.getPreamble().getId(), name, fields, set.getSize());
    }

    private HeaderSchema header(String name) {
        List<Parameter> fields = new ArrayList<>();
        for (ControllerPacketMetadata header : info.getControllerPacketMetadataList()) {
            if (header.getPreamble().getName().equals(name)) {
                Optional<List<Integer>> widths = program.headerWidths(header.getMetadataList().stream()
                        .map(ControllerPacketMetadata.Metadata::getName)
                        .toList());
                for (int i = 0; i < header.getMetadataCount(); i++) {
                    ControllerPacketMetadata.Metadata field = header.getMetadata(i);
                    int position = i;
                    int width = field.hasTypeName()
                            ? widths.map(all -> all.get(position)).orElse(field.getBitwidth())
                            : field.getBitwidth();
                    fields.add(new Parameter(
                            field.getId(), field.getName(), width, types.text(field.getTypeName(), width)));
                }
            }
        }
        return HeaderSchema.of(name, fields);
    }

    private static <T> T find(String kind, String name, Collection<T> compiled, Function<T, String> nameOf) {
        return compiled.stream()
                .filter(candidate -> nameOf.apply(candidate).equals(name))
                .findFirst()
                .orElseThrow(() -> disagree("the program has no " + kind + " '" + name + "'; it has "
                        + compiled.stream().map(nameOf).toList()));
    }

    private static TargetException disagree(String message) {
        return TargetException.invalid("P4Info and device config disagree: " + message);
    }
}
