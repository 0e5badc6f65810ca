package io.slackline.p4switch.state;

import io.slackline.p4switch.ir.ProfileIr;
import io.slackline.p4switch.state.ActionSource.Choice;
import io.slackline.p4switch.state.ActionSource.GroupCell;
import io.slackline.p4switch.state.ActionSource.MemberCell;
import io.slackline.p4switch.target.ProfileGroup;
import io.slackline.p4switch.target.ProfileMember;
import io.slackline.p4switch.target.TableAction;
import io.slackline.p4switch.target.TargetException;
import io.slackline.p4switch.target.TargetException.Code;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Members and groups of one action profile. Guarded by the control lock of {@link SwitchState}. */
public final class Profile {

    private final ProfileIr profile;
    private final ActionBinder binder;
    private final PortStates ports;
    private final Map<Integer, MemberCell> members = new HashMap<>();
    private final Map<Integer, GroupCell> groupCells = new HashMap<>();
    private final Map<Integer, ProfileGroup> groups = new HashMap<>();
    private final Map<ActionSource, Integer> users = new HashMap<>();
    private final Set<ActionSource> ownCells = Collections.newSetFromMap(new IdentityHashMap<>());
    private int oneShots;

    Profile(ProfileIr profile, ActionBinder binder, PortStates ports) {
        this.ports = ports;
        this.profile = profile;
        this.binder = binder;
    }

    public void insertMember(ProfileMember member) {
        requireNoOneShots();
        if (members.containsKey(member.memberId())) {
            throw new TargetException(Code.ALREADY_EXISTS, name(member.memberId()) + " exists already");
        }
        if (members.size() >= profile.maxSize()) {
            throw new TargetException(
                    Code.RESOURCE_EXHAUSTED,
                    "action profile \"" + profile.name() + "\" is full with " + profile.maxSize() + " members");
        }
        members.put(member.memberId(), new MemberCell(binder.bind(member.call())));
    }

    public void modifyMember(ProfileMember member) {
        member(member.memberId()).replace(binder.bind(member.call()));
    }

    public void deleteMember(int memberId) {
        MemberCell cell = member(memberId);
        boolean grouped =
                groups.values().stream().anyMatch(g -> g.members().stream().anyMatch(m -> m.memberId() == memberId));
        if (grouped || users.containsKey(cell)) {
            throw new TargetException(
                    Code.FAILED_PRECONDITION,
                    name(memberId) + " is in use by " + (grouped ? "a group" : "a table entry"));
        }
        members.remove(memberId);
    }

    public List<ProfileMember> members() {
        return members.entrySet().stream()
                .map(e -> new ProfileMember(e.getKey(), e.getValue().action().call()))
                .toList();
    }

    public void insertGroup(ProfileGroup group) {
        requireSelector();
        requireNoOneShots();
        if (groups.containsKey(group.groupId())) {
            throw new TargetException(Code.ALREADY_EXISTS, groupName(group.groupId()) + " exists already");
        }
        GroupCell cell = new GroupCell(choices(group), ports);
        ownCells.add(cell);
        groupCells.put(group.groupId(), cell);
        groups.put(group.groupId(), group);
    }

    public void modifyGroup(ProfileGroup group) {
        ProfileGroup before = requireGroup(group.groupId());
        if (group.maxSize() != 0 && group.maxSize() != before.maxSize()) {
            throw TargetException.invalid(groupName(group.groupId()) + " was made with a maximum size of "
                    + before.maxSize() + ", which cannot change to " + group.maxSize());
        }
        ProfileGroup after = new ProfileGroup(
                group.groupId(), group.maxSize() == 0 ? before.maxSize() : group.maxSize(), group.members());
        cell(group.groupId()).replace(choices(after), ports);
        groups.put(group.groupId(), after);
    }

    public void deleteGroup(int groupId) {
        requireGroup(groupId);
        if (users.containsKey(cell(groupId))) {
            throw new TargetException(Code.FAILED_PRECONDITION, groupName(groupId) + " is in use by a table entry");
        }
        groups.remove(groupId);
        ownCells.remove(cell(groupId));
        groupCells.remove(groupId);
    }

    public List<ProfileGroup> groups() {
        return List.copyOf(groups.values());
    }

    /** What an entry with this action runs. */
    ActionSource source(TableAction action) {
        return switch (action) {
            case TableAction.Member(int memberId) -> member(memberId);
            case TableAction.Group(int groupId) -> {
                requireSelector();
                requireGroup(groupId);
                yield cell(groupId);
            }
            case TableAction.OneShot(List<TableAction.WeightedCall> calls, int _) -> {
                requireSelector();
                if (!members.isEmpty()) {
                    throw TargetException.invalid("selector \"" + profile.name() + "\" has members and groups of its"
                            + " own; one-shot sets and these exclude each other");
                }
                List<Choice> choices = new ArrayList<>();
                for (TableAction.WeightedCall call : calls) {
                    MemberCell cell = new MemberCell(binder.bind(call.call()));
                    choices.add(new Choice(cell, checked(call.weight()), call.watchPort()));
                }
                if (choices.isEmpty()) {
                    throw TargetException.invalid("one-shot action set for \"" + profile.name() + "\" is empty");
                }
                yield new GroupCell(choices, ports);
            }
            case TableAction.Direct _ ->
                throw TargetException.invalid("entries take their action from the action profile \"" + profile.name()
                        + "\": expected a member id, a group id or a one-shot set, got an action");
        };
    }

    /** An entry starts to use a source. */
    void acquire(ActionSource source) {
        users.merge(source, 1, Integer::sum);
        oneShots += isOneShot(source) ? 1 : 0;
    }

    void release(ActionSource source) {
        users.computeIfPresent(source, (_, count) -> count == 1 ? null : count - 1);
        oneShots -= isOneShot(source) ? 1 : 0;
    }

    private boolean isOneShot(ActionSource source) {
        return source instanceof GroupCell && !ownCells.contains(source);
    }

    /** A selector is programmed in one way or the other (P4Runtime 1.5, section 9.2.3). */
    private void requireNoOneShots() {
        if (oneShots > 0) {
            throw TargetException.invalid("selector \"" + profile.name() + "\" has one-shot sets in " + oneShots
                    + " entries; members and groups of its own and these exclude each other");
        }
    }

    /** Some port has gone up or down. */
    void portsChanged() {
        groupCells.values().forEach(cell -> cell.refresh(ports));
        for (ActionSource user : users.keySet()) {
            if (user instanceof GroupCell cell) {
                cell.refresh(ports);
            }
        }
    }

    private List<Choice> choices(ProfileGroup group) {
        List<Choice> choices = new ArrayList<>();
        int sum = 0;
        for (ProfileGroup.WeightedMember member : group.members()) {
            choices.add(new Choice(member(member.memberId()), checked(member.weight()), member.watchPort()));
            sum += member.weight();
        }
        if (group.maxSize() > 0 && sum > group.maxSize()) {
            throw new TargetException(
                    Code.RESOURCE_EXHAUSTED,
                    groupName(group.groupId()) + " has weights of " + sum + " in sum, its limit is " + group.maxSize());
        }
        return choices;
    }

    private static int checked(int weight) {
        if (weight < 1 || weight > 1 << 16) {
            throw TargetException.invalid("weight " + weight + ": expected 1 to " + (1 << 16));
        }
        return weight;
    }

    private MemberCell member(int memberId) {
        MemberCell cell = members.get(memberId);
        if (cell == null) {
            throw TargetException.notFound(name(memberId) + " does not exist");
        }
        return cell;
    }

    private GroupCell cell(int groupId) {
        GroupCell cell = groupCells.get(groupId);
        if (cell == null) {
            throw TargetException.notFound(groupName(groupId) + " does not exist");
        }
        return cell;
    }

    private ProfileGroup requireGroup(int groupId) {
        ProfileGroup group = groups.get(groupId);
        if (group == null) {
            throw TargetException.notFound(groupName(groupId) + " does not exist");
        }
        return group;
    }

    private void requireSelector() {
        if (profile.selector() < 0) {
            throw TargetException.invalid("action profile \"" + profile.name() + "\" has no selector and so no groups");
        }
    }

    private String name(int memberId) {
        return "member " + memberId + " of action profile \"" + profile.name() + "\"";
    }

    private String groupName(int groupId) {
        return "group " + groupId + " of action profile \"" + profile.name() + "\"";
    }
}
