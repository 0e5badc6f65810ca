package io.slackline.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The P4 sources as the tests see them; Maven runs tests in the module's folder. */
final class Sources {

    static final Path P4 = Path.of("src/main/p4");

    private static final Pattern CONSTANT =
            Pattern.compile("^const \\S+ (\\w+) = (\\w+);|^#define (\\w+) (\\w+)$", Pattern.MULTILINE);

    private Sources() {}

    static Map<String, Integer> constants(String file) throws IOException {
        Map<String, Integer> constants = new HashMap<>();
        Matcher matcher = CONSTANT.matcher(Files.readString(P4.resolve(file)));
        while (matcher.find()) {
            String name = matcher.group(1) != null ? matcher.group(1) : matcher.group(3);
            String value = matcher.group(2) != null ? matcher.group(2) : matcher.group(4);
            constants.put(name, Integer.decode(value));
        }
        return constants;
    }
}
