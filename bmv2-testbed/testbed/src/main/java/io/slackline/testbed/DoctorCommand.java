package io.slackline.testbed;

import io.slackline.cli.options.OutputOptions;
import io.slackline.common.output.Table;
import io.slackline.testbed.host.Doctor;
import io.slackline.testbed.host.Doctor.Check;
import io.slackline.testbed.host.Doctor.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code doctor}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Checks this machine: what is there, what each missing thing costs, how to get it.")
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() {
        List<Check> checks = Doctor.examine();
        output.print(
                System.out,
                checks,
                Table.<Check>empty()
                        .text("CHECK", Check::name)
                        .text("", check -> check.verdict().name().toLowerCase(Locale.ROOT))
                        .text("FOUND", Check::found)
                        .text("ADVICE", Check::advice)
                        .render(checks));
        boolean able = checks.stream().noneMatch(check -> check.verdict() == Verdict.MISSING);
        return able ? 0 : Main.ENVIRONMENT;
    }
}
