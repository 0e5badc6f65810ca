package io.slackline.p4switch.grpc.entity;

import io.slackline.p4switch.grpc.schema.Field;
import io.slackline.p4switch.grpc.schema.ValueSetSchema;
import io.slackline.p4switch.target.MatchValue;
import io.slackline.p4switch.target.P4Target;
import io.slackline.p4switch.target.TargetException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;
import p4.v1.Entity;
import p4.v1.FieldMatch;
import p4.v1.Update;
import p4.v1.ValueSetEntry;
import p4.v1.ValueSetMember;

/** Parser value sets. */
final class ValueSets {

    private final Binding binding;
    private final P4Target target;

    ValueSets(Binding binding) {
        this.binding = binding;
        this.target = binding.target();
    }

    Change change(Update.Type type, ValueSetEntry entry) {
        ValueSetSchema set = binding.schema().valueSets().require(entry.getValueSetId());
        String what = "value set '" + set.name() + "'";
        Requests.requireModify(type, what);
        List<List<MatchValue>> members = members(set, what, entry);
        if (members.size() > set.size()) {
            throw new TargetException(
                    TargetException.Code.RESOURCE_EXHAUSTED,
                    what + ": " + members.size() + " members, and there is room for " + set.size());
        }
        if (new HashSet<>(members).size() < members.size()) {
            throw new TargetException(TargetException.Code.ALREADY_EXISTS, what + ": a member is given twice");
        }
        List<MatchValue> joined = members.stream()
                .flatMap(values -> SetMembers.join(what, set.fields(), values).stream())
                .toList();
        return Change.of(() -> write(set, joined, members), () -> {
            List<MatchValue> before = target.valueSet(set.name());
            List<List<MatchValue>> asWritten = binding.annotations().valueSet(set.name());
            return () -> write(set, before, asWritten);
        });
    }

    private static List<List<MatchValue>> members(ValueSetSchema set, String what, ValueSetEntry entry) {
        List<List<MatchValue>> members = new ArrayList<>();
        for (ValueSetMember member : entry.getMembersList()) {
            if (set.fields().size() > 1) {
                members.add(Matches.decode(what, set.fields(), member.getMatchList()));
                continue;
            }
            // Over one field the specification shows both: a member for each value, and all values in one member.
            for (FieldMatch match : member.getMatchList()) {
                members.add(Matches.decode(what, set.fields(), List.of(match)));
            }
        }
        return members;
    }

    private void write(ValueSetSchema set, List<MatchValue> members, List<List<MatchValue>> asWritten) {
        target.setValueSet(set.name(), members);
        binding.annotations().setValueSet(set.name(), asWritten);
    }

    void read(ValueSetEntry query, Consumer<Entity> out) {
        for (ValueSetSchema set : binding.schema().valueSets().select(query.getValueSetId())) {
            ValueSetEntry.Builder entry = ValueSetEntry.newBuilder().setValueSetId(set.id());
            List<Field> fields = set.fields();
            binding.annotations()
                    .valueSet(set.name())
                    .forEach(member -> entry.addMembersBuilder().addAllMatch(Matches.encode(fields, member)));
            out.accept(Entity.newBuilder().setValueSetEntry(entry).build());
        }
    }
}
