package io.slackline.cli.command;

import io.slackline.api.v1.GetPolicyRequest;
import io.slackline.api.v1.Policy;
import io.slackline.api.v1.SetPolicyRequest;
import io.slackline.cli.Cli;
import io.slackline.cli.Controller;
import io.slackline.cli.options.ConnectionOptions;
import io.slackline.cli.options.OutputOptions;
import io.slackline.cli.view.Tables;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code policy get|set}. */
@Command(name = "policy", description = "What the controller does by itself, and from which slack on.")
public final class PolicyCommand {
    private final Cli cli;

    public PolicyCommand(Cli cli) {
        this.cli = cli;
    }

    @Command(description = "All settings, or those whose names begin so.")
    int get(
            @Mixin ConnectionOptions connection,
            @Mixin OutputOptions output,
            @Parameters(
                            paramLabel = "NAME",
                            arity = "0..1",
                            defaultValue = "",
                            description = "Such as short-slack or short-slack.dwell.")
                    String name) {
        try (var controller = Controller.connect(cli, connection)) {
            var policy = controller.call().getPolicy(GetPolicyRequest.getDefaultInstance());
            var shown = policy.getSettingsList().stream()
                    .filter(setting -> setting.getKey().startsWith(name))
                    .toList();
            if (shown.isEmpty()) {
                throw new SlacklineException(
                        Code.NOT_FOUND, "there is no setting \"" + name + "\"; 'slackline policy get' lists them all");
            }
            print(
                    output,
                    policy.toBuilder().clearSettings().addAllSettings(shown).build());
        }
        return 0;
    }

    @Command(
            description = {
                "Changes settings, all of them or none; they are kept across restarts.",
                "An empty value takes the default back: short-slack.dwell="
            })
    int set(
            @Mixin ConnectionOptions connection,
            @Mixin OutputOptions output,
            @Parameters(
                            paramLabel = "NAME=VALUE",
                            arity = "1..*",
                            description = "Such as short-slack.enabled=on short-slack.dwell=5s.")
                    List<String> settings) {
        try (var controller = Controller.connect(cli, connection)) {
            var request = SetPolicyRequest.newBuilder()
                    .putAllSettings(parsed(settings))
                    .build();
            print(output, controller.call().setPolicy(request));
        }
        return 0;
    }

    private static Map<String, String> parsed(List<String> settings) {
        var parsed = new TreeMap<String, String>();
        for (var setting : settings) {
            int equals = setting.indexOf('=');
            if (equals <= 0) {
                throw new SlacklineException(
                        Code.INVALID_ARGUMENT,
                        "\"" + setting + "\": expected NAME=VALUE, such as short-slack.enabled=on");
            }
            parsed.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return parsed;
    }

    private void print(OutputOptions output, Policy policy) {
        output.print(cli.console(), policy, Tables.SETTINGS.render(policy.getSettingsList()));
    }
}
