package io.slackline.p4switch.grpc.entity;

import static io.slackline.p4switch.target.TargetException.invalid;

import com.google.protobuf.ByteString;
import io.slackline.p4switch.grpc.schema.ProfileSchema;
import io.slackline.p4switch.grpc.schema.TableSchema;
import io.slackline.p4switch.target.TableAction;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import p4.v1.ActionProfileAction;
import p4.v1.ActionProfileActionSet;

/** What a table entry does: an action, a member, a group or a one-shot set, whichever the table's implementation asks for. */
final class TableActions {

    private static final int PORT_BITS = 31;
    private static final int NO_PORT = -1;

    private final Actions actions;

    TableActions(Actions actions) {
        this.actions = actions;
    }

    TableAction decode(TableSchema table, Actions.Place place, p4.v1.TableAction action) {
        String owner = table.describe();
        if (table.profile().isEmpty()) {
            if (!action.hasAction()) {
                throw invalid(owner + ": expected an action, got " + name(action));
            }
            return new TableAction.Direct(actions.decode(owner, table.actions(), place, action.getAction()));
        }
        ProfileSchema profile = table.profile().get();
        return switch (action.getTypeCase()) {
            case ACTION_PROFILE_MEMBER_ID -> new TableAction.Member(action.getActionProfileMemberId());
            case ACTION_PROFILE_GROUP_ID -> {
                requireSelector(owner, profile, action);
                yield new TableAction.Group(action.getActionProfileGroupId());
            }
            case ACTION_PROFILE_ACTION_SET -> {
                requireSelector(owner, profile, action);
                yield oneShot(owner, profile, action.getActionProfileActionSet());
            }
            case ACTION, TYPE_NOT_SET ->
                throw invalid(owner + " is implemented by " + profile.describe() + ": expected " + expected(profile)
                        + ", got " + name(action));
        };
    }

    p4.v1.TableAction encode(TableAction action) {
        p4.v1.TableAction.Builder builder = p4.v1.TableAction.newBuilder();
        switch (action) {
            case TableAction.Direct direct -> builder.setAction(actions.encode(direct.call()));
            case TableAction.Member member -> builder.setActionProfileMemberId(member.memberId());
            case TableAction.Group group -> builder.setActionProfileGroupId(group.groupId());
            case TableAction.OneShot oneShot -> {
                ActionProfileActionSet.Builder set = builder.getActionProfileActionSetBuilder()
                        .setActionSelectionModeValue(oneShot.note() >>> 8)
                        .setSizeSemanticsValue(oneShot.note() & 0xFF);
                for (TableAction.WeightedCall weighted : oneShot.calls()) {
                    ActionProfileAction.Builder choice = set.addActionProfileActionsBuilder()
                            .setAction(actions.encode(weighted.call()))
                            .setWeight(weighted.weight());
                    if (weighted.watchPort() != NO_PORT) {
                        choice.setWatchPort(Bitstrings.canonical(BigInteger.valueOf(weighted.watchPort())));
                    }
                }
            }
        }
        return builder.build();
    }

    /** Reads a port, -1 where none is watched. */
    static int watchPort(ByteString bytes, String owner) {
        return bytes.isEmpty()
                ? NO_PORT
                : Bitstrings.unsigned(bytes, PORT_BITS, () -> owner + ", watch port")
                        .intValueExact();
    }

    /** Reads the weight that the engine is to use. */
    static int weight(int weight, ProfileSchema profile, String owner) {
        return switch (profile.weights()) {
            case POSITIVE -> {
                if (weight < 1) {
                    throw invalid(owner + ": weight " + weight + "; valid: 1 and above");
                }
                yield weight;
            }
            case UNSET -> {
                if (weight != 0) {
                    throw invalid(owner + ": weight " + weight + ", but the program disallows weights; valid: 0");
                }
                yield 1;
            }
        };
    }

    private TableAction oneShot(String owner, ProfileSchema profile, ActionProfileActionSet set) {
        if (set.hasGroupAction()) {
            throw Requests.unimplemented(owner + ": group_action is not supported");
        }
        requireSelectorsOwn(owner, set);
        List<TableAction.WeightedCall> calls = new ArrayList<>();
        for (ActionProfileAction choice : set.getActionProfileActionsList()) {
            calls.add(new TableAction.WeightedCall(
                    actions.decode(owner, profile.actions(), Actions.Place.ENTRY, choice.getAction()),
                    weight(choice.getWeight(), profile, owner),
                    watchPort(choice.getWatchPort(), owner)));
        }
        int size = calls.stream().mapToInt(TableAction.WeightedCall::weight).sum();
        if (profile.maxGroupSize() > 0 && size > profile.maxGroupSize()) {
            throw invalid(owner + ": the weights add up to " + size + "; " + profile.describe() + " allows "
                    + profile.maxGroupSize());
        }
        // Read back as it was written: the two choices side by side.
        int note = set.getActionSelectionModeValue() << 8 | set.getSizeSemanticsValue();
        return new TableAction.OneShot(calls, note);
    }

    /** The selector hashes, and sizes are sums of weights: asked for by name or by default, it is the same. */
    private static void requireSelectorsOwn(String owner, ActionProfileActionSet set) {
        boolean mode = switch (set.getActionSelectionMode()) {
            case DEFAULT_MODE_DETERMINED_BY_ACTION_SELECTOR, HASH -> true;
            case RANDOM, UNRECOGNIZED -> false;
        };
        boolean size = switch (set.getSizeSemantics()) {
            case DEFAULT_SIZE_DETERMINED_BY_ACTION_SELECTOR, SUM_OF_WEIGHTS -> true;
            case SUM_OF_MEMBERS, UNRECOGNIZED -> false;
        };
        if (!mode || !size) {
            throw Requests.unimplemented(owner + ": selection mode " + set.getActionSelectionMode()
                    + " with size semantics " + set.getSizeSemantics()
                    + "; supported: HASH with SUM_OF_WEIGHTS, or the defaults, which mean these");
        }
    }

    private static void requireSelector(String owner, ProfileSchema profile, p4.v1.TableAction action) {
        if (profile.kind() != ProfileSchema.Kind.SELECTOR) {
            throw invalid(owner + " is implemented by " + profile.describe() + ": expected " + expected(profile)
                    + ", got " + name(action));
        }
    }

    private static String expected(ProfileSchema profile) {
        return switch (profile.kind()) {
            case PROFILE -> "action_profile_member_id";
            case SELECTOR -> "action_profile_member_id, action_profile_group_id or action_profile_action_set";
        };
    }

    private static String name(p4.v1.TableAction action) {
        return switch (action.getTypeCase()) {
            case ACTION -> "action";
            case ACTION_PROFILE_MEMBER_ID -> "action_profile_member_id";
            case ACTION_PROFILE_GROUP_ID -> "action_profile_group_id";
            case ACTION_PROFILE_ACTION_SET -> "action_profile_action_set";
            case TYPE_NOT_SET -> "nothing";
        };
    }
}
