package io.slackline.common.config;

import io.slackline.common.SlacklineException;
import java.util.List;

/** All that is wrong with one configuration file. */
public final class ConfigException extends SlacklineException {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    /** @param problems each names its place ("line 3: switches[0].address: …"), in the order of the file */
    ConfigException(String file, List<String> problems) {
        super(Code.INVALID_ARGUMENT, describe(file, problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }

    private static String describe(String file, List<String> problems) {
        var count = problems.size() == 1 ? "1 error" : problems.size() + " errors";
        return file + ": " + count + "\n  " + String.join("\n  ", problems);
    }
}
