package io.slackline.p4switch.state;

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

    /** A group of a selector, or a one-shot set: members repeated by weight. */
    final class GroupCell implements ActionSource {

        private volatile MemberCell[] choices;

        GroupCell(MemberCell[] choices) {
            this.choices = choices;
        }

        /** The action for a hash; null if the group is empty. */
        public @Nullable BoundAction choose(long hash) {
            MemberCell[] now = choices;
            return now.length == 0 ? null : now[(int) Long.remainderUnsigned(hash, now.length)].action();
        }

        void replace(MemberCell[] with) {
            choices = with;
        }
    }
}
