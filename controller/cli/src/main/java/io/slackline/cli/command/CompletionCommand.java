package io.slackline.cli.command;

import io.slackline.cli.Cli;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;

/** {@code completion bash|zsh}. */
@Command(
        name = "completion",
        description = {"Prints the completion script of a shell.", "bash and zsh: source <(./slackline completion bash)"
        })
public final class CompletionCommand implements Callable<Integer> {
    /** What the launcher runs itself, or by other modules; the names that its help lists. */
    private static final List<String> LAUNCHED = List.of(
            "demo",
            "bench",
            "testbed",
            "controller",
            "agent",
            "switch",
            "doctor",
            "cleanup",
            "build",
            "test",
            "sandbox");

    private final Cli cli;

    @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
    private Shell shell = Shell.BASH;

    /** Shells whose scripts can be made. */
    enum Shell {
        BASH,
        ZSH
    }

    public CompletionCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        var all = cli.commandLine();
        for (var name : LAUNCHED) {
            all.addSubcommand(name, launched());
        }
        var script = AutoComplete.bash("slackline", all);
        var out = cli.console().out();
        switch (shell) {
            case BASH -> out.println(script);
            // Picocli's script turns zsh's bash emulation on by itself when it is sourced there.
            case ZSH -> out.println("autoload -U +X compinit && compinit\n" + script);
        }
        return 0;
    }

    private static CommandSpec launched() {
        return CommandSpec.create()
                .addOption(OptionSpec.builder("--help", "-h").usageHelp(true).build());
    }
}
