package io.slackline.p4switch.grpc.schema;

/** An action as a table lists it. */
public record ActionUse(ActionSchema action, Scope scope) {

    /** Where in the table the action may stand. */
    public enum Scope {
        ENTRY_OR_DEFAULT("in entries and as default"),
        ENTRY_ONLY("in entries only"),
        DEFAULT_ONLY("as default only");

        private final String words;

        Scope(String words) {
            this.words = words;
        }

        /** For error messages. */
        public String words() {
            return words;
        }
    }
}
