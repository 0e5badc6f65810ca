package io.slackline.testbed;

import io.slackline.common.output.Json;
import io.slackline.common.output.OutputFormat;
import io.slackline.common.output.Table;
import io.slackline.common.output.YamlText;
import io.slackline.testbed.host.Doctor;
import io.slackline.testbed.host.Doctor.Check;
import io.slackline.testbed.host.Doctor.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code doctor}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Checks this machine: what is there, what each missing thing costs, how to get it.")
final class DoctorCommand implements Callable<Integer> {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json|yaml",
            description = "Form of the output (table).")
    private OutputFormat output = OutputFormat.TABLE;

    @Override
    public Integer call() {
        List<Check> checks = Doctor.examine();
        System.out.println(
                switch (output) {
                    case TABLE ->
                        Table.<Check>empty()
                                .text("CHECK", Check::name)
                                .text("", check -> check.verdict().name().toLowerCase(Locale.ROOT))
                                .text("FOUND", Check::found)
                                .text("ADVICE", Check::advice)
                                .render(checks)
                                .strip();
                    case JSON -> Json.pretty(checks);
                    case YAML -> YamlText.of(checks).strip();
                });
        boolean able = checks.stream().noneMatch(check -> check.verdict() == Verdict.MISSING);
        return able ? 0 : Main.ENVIRONMENT;
    }
}
