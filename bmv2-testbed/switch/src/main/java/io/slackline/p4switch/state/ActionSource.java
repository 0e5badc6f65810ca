package io.slackline.p4switch.state;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where an entry's action comes from. Engines ask at each hit; members and groups may change under an entry. */
public sealed interface ActionSource {

    /** The entry's own action. */
    record Own(BoundAction action) implements ActionSource {}

    /** A member of an action profile; replaced in place when the member is modified. */
    final class MemberCell implements ActionSource {

        private volatile BoundAction action;

        MemberCell(BoundAction action) {
            this.action = action;
        }

        public BoundAction action() {
            return action;
        }

        void replace(BoundAction with) {
            action = with;
        }
    }

    /** A member of a group; it cannot be chosen while the port that it watches, -1 for none, is down. */
    record Choice(MemberCell member, int weight, int watchPort) {}

    /** A group of a selector, or a one-shot set: members repeated by weight. */
    final class GroupCell implements ActionSource {

        private List<Choice> members;
        private volatile MemberCell[] choices = {};

        GroupCell(List<Choice> members, PortStates ports) {
            this.members = members;
            refresh(ports);
        }

        /** The action for a hash; null if no member can be chosen. */
        public @Nullable BoundAction choose(long hash) {
            MemberCell[] now = choices;
            return now.length == 0 ? null : now[(int) Long.remainderUnsigned(hash, now.length)].action();
        }

        void replace(List<Choice> with, PortStates ports) {
            members = with;
            refresh(ports);
        }

        /** Takes in what has become of the ports. */
        void refresh(PortStates ports) {
            List<MemberCell> active = new ArrayList<>();
            for (Choice choice : members) {
                if (ports.up(choice.watchPort())) {
                    active.addAll(Collections.nCopies(choice.weight(), choice.member()));
                }
            }
            choices = active.toArray(MemberCell[]::new);
        }
    }
}
