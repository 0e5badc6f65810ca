package io.slackline.p4switch.grpc.entity;

import static io.slackline.p4switch.target.TargetException.invalid;

import io.slackline.p4switch.grpc.schema.ProfileSchema;
import io.slackline.p4switch.target.P4Target;
import io.slackline.p4switch.target.ProfileGroup;
import io.slackline.p4switch.target.ProfileMember;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import p4.v1.ActionProfileGroup;
import p4.v1.ActionProfileMember;
import p4.v1.Entity;
import p4.v1.Update;

/** Members and groups of action profiles. */
final class Profiles {

    private final Binding binding;
    private final Actions actions;
    private final P4Target target;

    Profiles(Binding binding, Actions actions) {
        this.binding = binding;
        this.actions = actions;
        this.target = binding.target();
    }

    Change change(Update.Type type, ActionProfileMember entry) {
        ProfileSchema profile = binding.schema().profiles().require(entry.getActionProfileId());
        String name = profile.name();
        int id = entry.getMemberId();
        if (id == 0) {
            throw invalid(profile.describe() + ": the id of the member is not set");
        }
        return switch (type) {
            case INSERT -> {
                ProfileMember member = member(profile, entry);
                yield Change.of(() -> target.insertMember(name, member), () -> () -> target.deleteMember(name, id));
            }
            case MODIFY -> {
                ProfileMember member = member(profile, entry);
                yield Change.of(() -> target.modifyMember(name, member), () -> {
                    List<ProfileMember> before = members(name, id);
                    return () -> before.forEach(old -> target.modifyMember(name, old));
                });
            }
            case DELETE ->
                Change.of(() -> target.deleteMember(name, id), () -> {
                    List<ProfileMember> before = members(name, id);
                    return () -> before.forEach(old -> target.insertMember(name, old));
                });
            case UNSPECIFIED, UNRECOGNIZED -> throw Requests.badType(type, profile.describe());
        };
    }

    Change change(Update.Type type, ActionProfileGroup entry) {
        ProfileSchema profile = selector(entry.getActionProfileId());
        String name = profile.name();
        int id = entry.getGroupId();
        if (id == 0) {
            throw invalid(profile.describe() + ": the id of the group is not set");
        }
        return switch (type) {
            case INSERT -> {
                ProfileGroup group = group(profile, entry);
                yield Change.of(() -> target.insertGroup(name, group), () -> () -> target.deleteGroup(name, id));
            }
            case MODIFY -> {
                ProfileGroup group = group(profile, entry);
                yield Change.of(() -> target.modifyGroup(name, group), () -> {
                    List<ProfileGroup> before = groups(name, id);
                    return () -> before.forEach(old -> target.modifyGroup(name, old));
                });
            }
            case DELETE ->
                Change.of(() -> target.deleteGroup(name, id), () -> {
                    List<ProfileGroup> before = groups(name, id);
                    return () -> before.forEach(old -> target.insertGroup(name, old));
                });
            case UNSPECIFIED, UNRECOGNIZED -> throw Requests.badType(type, profile.describe());
        };
    }

    void read(ActionProfileMember query, Consumer<Entity> out) {
        for (ProfileSchema profile : binding.schema().profiles().select(query.getActionProfileId())) {
            for (ProfileMember member : members(profile.name(), query.getMemberId())) {
                out.accept(Entity.newBuilder()
                        .setActionProfileMember(ActionProfileMember.newBuilder()
                                .setActionProfileId(profile.id())
                                .setMemberId(member.memberId())
                                .setAction(actions.encode(member.call())))
                        .build());
            }
        }
    }

    void read(ActionProfileGroup query, Consumer<Entity> out) {
        for (ProfileSchema profile : binding.schema().profiles().select(query.getActionProfileId())) {
            if (profile.kind() != ProfileSchema.Kind.SELECTOR) {
                continue;
            }
            for (ProfileGroup group : groups(profile.name(), query.getGroupId())) {
                out.accept(Entity.newBuilder()
                        .setActionProfileGroup(encode(profile, group))
                        .build());
            }
        }
    }

    private ProfileMember member(ProfileSchema profile, ActionProfileMember entry) {
        if (!entry.hasAction()) {
            throw invalid(profile.describe() + ", member " + entry.getMemberId() + ": the action is not set");
        }
        return new ProfileMember(
                entry.getMemberId(),
                actions.decode(profile.describe(), profile.actions(), Actions.Place.ENTRY, entry.getAction()));
    }

    private static ProfileGroup group(ProfileSchema profile, ActionProfileGroup entry) {
        String what = profile.describe() + ", group " + Integer.toUnsignedString(entry.getGroupId());
        int most = profile.maxGroupSize();
        if (most > 0 && (entry.getMaxSize() < 1 || entry.getMaxSize() > most)) {
            throw invalid(what + ": max_size " + entry.getMaxSize() + "; valid: 1 to " + most);
        }
        if (entry.getMaxSize() < 0) {
            throw invalid(what + ": max_size " + entry.getMaxSize() + " is negative");
        }
        List<ProfileGroup.WeightedMember> members = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        for (ActionProfileGroup.Member member : entry.getMembersList()) {
            if (!seen.add(member.getMemberId())) {
                throw invalid(what + ": member " + member.getMemberId() + " is given twice; use its weight");
            }
            members.add(new ProfileGroup.WeightedMember(
                    member.getMemberId(),
                    TableActions.weight(member.getWeight(), profile, what + ", member " + member.getMemberId()),
                    TableActions.watchPort(member.getWatchPort(), what)));
        }
        return new ProfileGroup(entry.getGroupId(), entry.getMaxSize(), members);
    }

    private static ActionProfileGroup encode(ProfileSchema profile, ProfileGroup group) {
        ActionProfileGroup.Builder builder = ActionProfileGroup.newBuilder()
                .setActionProfileId(profile.id())
                .setGroupId(group.groupId())
                .setMaxSize(group.maxSize());
        for (ProfileGroup.WeightedMember member : group.members()) {
            ActionProfileGroup.Member.Builder encoded =
                    builder.addMembersBuilder().setMemberId(member.memberId());
            if (profile.weights() == ProfileSchema.Weights.POSITIVE) {
                encoded.setWeight(member.weight());
            }
            if (member.watchPort() >= 0) {
                encoded.setWatchPort(Bitstrings.canonical(BigInteger.valueOf(member.watchPort())));
            }
        }
        return builder.build();
    }

    private ProfileSchema selector(int id) {
        ProfileSchema profile = binding.schema().profiles().require(id);
        if (profile.kind() != ProfileSchema.Kind.SELECTOR) {
            throw invalid(profile.describe() + " has no selector, so it has no groups");
        }
        return profile;
    }

    private List<ProfileMember> members(String profile, int id) {
        return target.members(profile).stream()
                .filter(member -> id == 0 || member.memberId() == id)
                .toList();
    }

    private List<ProfileGroup> groups(String profile, int id) {
        return target.groups(profile).stream()
                .filter(group -> id == 0 || group.groupId() == id)
                .toList();
    }
}
