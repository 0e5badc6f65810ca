package io.slackline.cli.command;

import io.slackline.api.v1.CancelMigrationRequest;
import io.slackline.api.v1.GetMigrationRequest;
import io.slackline.api.v1.ListMigrationsRequest;
import io.slackline.api.v1.Migration;
import io.slackline.api.v1.WatchMigrationsRequest;
import io.slackline.cli.Cli;
import io.slackline.cli.Controller;
import io.slackline.cli.options.ConnectionOptions;
import io.slackline.cli.options.Converters;
import io.slackline.cli.options.OutputOptions;
import io.slackline.cli.options.WatchOptions;
import io.slackline.cli.view.Tables;
import io.slackline.cli.view.Words;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code migration list|get|cancel|watch}. */
@Command(name = "migration", description = "Migrations under way and of the past.")
public final class MigrationCommand {
    private final Cli cli;

    public MigrationCommand(Cli cli) {
        this.cli = cli;
    }

    @Command(description = "All migrations, newest first.")
    int list(
            @Mixin ConnectionOptions connection,
            @Mixin OutputOptions output,
            @Mixin WatchOptions watch,
            @Option(
                            names = "--function",
                            paramLabel = "NAME",
                            defaultValue = "",
                            description = "Only of this function.")
                    String function)
            throws InterruptedException {
        var request = ListMigrationsRequest.newBuilder().setFunction(function).build();
        try (var controller = Controller.connect(cli, connection)) {
            watch.repeat(
                    cli.console(),
                    output,
                    () -> output.printAll(
                            cli.console(),
                            controller.call().listMigrations(request).getMigrationsList(),
                            Tables.MIGRATIONS));
        }
        return 0;
    }

    @Command(description = "One migration and its steps.")
    int get(
            @Mixin ConnectionOptions connection,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "ID", description = "As migrate and migration list print it.") String id) {
        try (var controller = Controller.connect(cli, connection)) {
            var migration = controller
                    .call()
                    .getMigration(GetMigrationRequest.newBuilder().setId(id).build());
            output.print(
                    cli.console(),
                    migration,
                    Tables.MIGRATIONS.render(java.util.List.of(migration)) + "\n"
                            + Tables.STEPS.render(migration.getStepsList()));
        }
        return 0;
    }

    @Command(description = "Rolls a migration back; possible until the switch has flipped.")
    int cancel(
            @Mixin ConnectionOptions connection,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "ID", description = "As migrate and migration list print it.") String id) {
        try (var controller = Controller.connect(cli, connection)) {
            var migration = controller
                    .call()
                    .cancelMigration(
                            CancelMigrationRequest.newBuilder().setId(id).build());
            output.printOne(cli.console(), migration, Tables.MIGRATIONS);
        }
        return 0;
    }

    @Command(description = "Each change of a migration, one line each, until stopped.")
    int watch(
            @Mixin ConnectionOptions connection,
            @Mixin OutputOptions output,
            @Option(
                            names = "--function",
                            paramLabel = "NAME",
                            defaultValue = "",
                            description = "Only of this function.")
                    String function) {
        var request = WatchMigrationsRequest.newBuilder().setFunction(function).build();
        try (var controller = Controller.connect(cli, connection)) {
            controller.stream()
                    .watchMigrations(request)
                    .forEachRemaining(migration -> output.printNext(cli.console(), migration, line(migration)));
        }
        return 0;
    }

    private static String line(Migration migration) {
        var steps = migration.getStepsList();
        var since = steps.isEmpty() ? migration.getStartedUs() : steps.getLast().getEnteredUs();
        return String.format(
                Locale.ROOT,
                "%s  %s  %-16s  %s -> %s  %s%s%n",
                Words.instant(since),
                migration.getId(),
                migration.getFunction(),
                migration.getFrom(),
                migration.getTo(),
                Converters.kebab(migration.getState()),
                migration.getReason().isEmpty() ? "" : ": " + migration.getReason());
    }
}
