package io.slackline.testbed.system;

import io.slackline.testbed.live.RunDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The process inside the sandbox: runs one scenario by class name; shows the logs' ends when it fails. */
final class ScenarioMain {
    private static final int TAIL = 25;

    private ScenarioMain() {}

    public static void main(String[] arguments) {
        int code = 0;
        try {
            ((Scenario) Class.forName(arguments[0]).getDeclaredConstructor().newInstance()).run();
        } catch (Throwable failure) {
            failure.printStackTrace();
            code = 1;
            printLogs();
        }
        System.exit(code);
    }

    private static void printLogs() {
        try (Stream<Path> logs = Files.list(RunDirectory.ofSandbox().logs())) {
            for (Path log : logs.sorted().toList()) {
                List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                        .lines()
                        .toList();
                System.err.println("--- " + log.getFileName());
                lines.subList(Math.max(0, lines.size() - TAIL), lines.size()).forEach(System.err::println);
            }
        } catch (IOException e) {
            System.err.println("logs cannot be read: " + e);
        }
    }
}
