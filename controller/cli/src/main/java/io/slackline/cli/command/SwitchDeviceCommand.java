package io.slackline.cli.command;

import io.slackline.api.v1.GetSwitchRequest;
import io.slackline.api.v1.ListSwitchesRequest;
import io.slackline.api.v1.Switch;
import io.slackline.cli.Cli;
import io.slackline.cli.Controller;
import io.slackline.cli.options.ConnectionOptions;
import io.slackline.cli.options.OutputOptions;
import io.slackline.cli.options.WatchOptions;
import io.slackline.cli.view.Tables;
import io.slackline.common.output.Table;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code switch-device list|get}. */
@Command(name = "switch-device", description = "The P4 switches that the controller drives.")
public final class SwitchDeviceCommand {
    private final Cli cli;

    public SwitchDeviceCommand(Cli cli) {
        this.cli = cli;
    }

    @Command(description = "All switches and the state of their sessions.")
    int list(@Mixin ConnectionOptions connection, @Mixin OutputOptions output, @Mixin WatchOptions watch)
            throws InterruptedException {
        try (var controller = Controller.connect(cli, connection)) {
            watch.repeat(cli.console(), output, () -> {
                var answer = controller.call().listSwitches(ListSwitchesRequest.getDefaultInstance());
                output.printAll(cli.console(), answer.getSwitchesList(), Tables.SWITCHES);
            });
        }
        return 0;
    }

    @Command(description = "One switch, its tables' entries and its packet counters.")
    int get(
            @Mixin ConnectionOptions connection,
            @Mixin OutputOptions output,
            @Parameters(paramLabel = "SWITCH", description = "Its name.") String name) {
        try (var controller = Controller.connect(cli, connection)) {
            var device = controller
                    .call()
                    .getSwitch(GetSwitchRequest.newBuilder().setName(name).build());
            output.print(cli.console(), device, describe(device));
        }
        return 0;
    }

    private static String describe(Switch device) {
        return Tables.SWITCHES.render(List.of(device))
                + "\n" + counts("TABLE", "ENTRIES").render(sorted(device.getEntriesMap()))
                + "\n" + counts("CAUSE", "PACKETS").render(sorted(device.getCausesMap()));
    }

    private static Table<Map.Entry<String, ? extends Number>> counts(String what, String count) {
        return Table.<Map.Entry<String, ? extends Number>>empty()
                .text(what, Map.Entry::getKey)
                .number(count, Map.Entry::getValue);
    }

    private static <N extends Number> Iterable<Map.Entry<String, N>> sorted(Map<String, N> counts) {
        return new TreeMap<>(counts).entrySet();
    }
}
