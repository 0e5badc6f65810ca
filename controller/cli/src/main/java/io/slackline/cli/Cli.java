package io.slackline.cli;

import io.grpc.ManagedChannel;
import io.slackline.cli.command.CompletionCommand;
import io.slackline.cli.command.EventsCommand;
import io.slackline.cli.command.FunctionCommand;
import io.slackline.cli.command.MetricsCommand;
import io.slackline.cli.command.MigrateCommand;
import io.slackline.cli.command.MigrationCommand;
import io.slackline.cli.command.NodeCommand;
import io.slackline.cli.command.OffloadCommand;
import io.slackline.cli.command.PolicyCommand;
import io.slackline.cli.command.SwitchDeviceCommand;
import io.slackline.cli.command.TopCommand;
import io.slackline.cli.options.ConnectionOptions;
import io.slackline.cli.options.Converters;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

/** The command line of one process: parses, runs one command, tells the exit code. Not thread-safe. */
public final class Cli {
    private static final int HELP_COLUMNS = 110;

    private final Console console;
    private final Function<ConnectionOptions, ManagedChannel> channels;

    public Cli(Console console, Function<ConnectionOptions, ManagedChannel> channels) {
        this.console = console;
        this.channels = channels;
    }

    /** 0 good, 1 the thing asked for failed, 2 wrong usage, 3 no controller can be reached. Failures are told on the console. */
    public int run(String... args) {
        var line = commandLine(args.length == 0 ? "" : args[0]);
        return line.execute(args);
    }

    public Console console() {
        return console;
    }

    /** The caller closes the channel. */
    public ManagedChannel open(ConnectionOptions options) {
        return channels.apply(options);
    }

    /** All commands, for help and completion. */
    public CommandLine commandLine() {
        return commandLine("");
    }

    /** Building a command reads its annotations by reflection, so only the one asked for is built when its name is known. */
    private CommandLine commandLine(String first) {
        var line = new CommandLine(new Root());
        var groups = groups();
        var wanted = groups.containsKey(first) ? Map.of(first, groups.get(first)) : groups;
        wanted.forEach((name, group) -> line.addSubcommand(name, group.get()));
        Converters.register(line);
        addHelp(line);
        return line.setExpandAtFiles(false)
                .setUsageHelpWidth(HELP_COLUMNS)
                .setParameterExceptionHandler((wrong, _) -> Failures.usage(wrong, console))
                .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .setExecutionExceptionHandler((failure, command, _) -> Failures.report(failure, command, console));
    }

    private static void addHelp(CommandLine line) {
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help.")
                        .build());
        line.getSubcommands().values().forEach(Cli::addHelp);
    }

    private Map<String, Supplier<Object>> groups() {
        var groups = new LinkedHashMap<String, Supplier<Object>>();
        groups.put("function", () -> FunctionCommand.withChildren(this));
        groups.put("node", () -> new NodeCommand(this));
        groups.put("migrate", () -> new MigrateCommand(this));
        groups.put("offload", () -> new OffloadCommand(this));
        groups.put("migration", () -> new MigrationCommand(this));
        groups.put("policy", () -> new PolicyCommand(this));
        groups.put("switch-device", () -> new SwitchDeviceCommand(this));
        groups.put("metrics", () -> new MetricsCommand(this));
        groups.put("top", () -> new TopCommand(this));
        groups.put("events", () -> new EventsCommand(this));
        groups.put("completion", () -> new CompletionCommand(this));
        return groups;
    }

    @Command(name = "slackline", description = "Operates a Slackline controller.", synopsisSubcommandLabel = "COMMAND")
    private static final class Root {}
}
