package io.slackline.controller.migration;

import io.slackline.controller.event.EventLog;
import io.slackline.controller.model.Migration;

/** What people are told of a migration. */
final class MigrationEvents {
    private MigrationEvents() {}

    static void post(EventLog events, Migration migration) {
        var what = describe(migration);
        switch (migration.state()) {
            case PLANNED -> events.info("migration.planned", migration.id(), what);
            case WARMING -> events.info("migration.warming", migration.id(), what);
            case SYNCING ->
                events.info(
                        "migration.syncing",
                        migration.id(),
                        what + ": the switches are armed for the handover of " + migration.from());
            case SWITCHING -> events.info("migration.switching", migration.id(), what + ": all are warm");
            case DRAINING ->
                events.info("migration.draining", migration.id(), what + ": the switches have acknowledged");
            case RETIRING -> events.info("migration.retiring", migration.id(), what);
            case REVERTING -> events.warning("migration.reverting", migration.id(), what + ": " + migration.reason());
            case DONE -> events.info("migration.done", migration.id(), what);
            case ROLLED_BACK ->
                events.warning("migration.rolled-back", migration.id(), what + ": " + migration.reason());
        }
    }

    /** In a few words, such as "move of resize from n1 to n2". */
    static String describe(Migration migration) {
        var nodes = (migration.from().isEmpty() ? "" : " from " + migration.from())
                + (migration.to().isEmpty() ? "" : " to " + migration.to());
        return switch (migration.kind()) {
            case MOVE -> "move of " + migration.function() + nodes;
            case DEPLOYMENT ->
                "deployment of " + migration.function() + " version "
                        + migration.plan().specAfter().getVersion() + " on "
                        + String.join(", ", migration.plan().after().nodes());
            case OFFLOAD -> "offload of " + migration.function() + nodes;
        };
    }
}
