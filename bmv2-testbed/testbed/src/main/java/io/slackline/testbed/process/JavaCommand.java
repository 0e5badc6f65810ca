package io.slackline.testbed.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of a JVM on this process's own class path. Seven JVMs share two cores in a run: each gets the serial collector,
 * the fast compiler alone and a small heap.
 *
 * @param temporaryDirectory where native libraries are unpacked; inside the run's own directory
 */
public record JavaCommand(Path java, String classPath, Path temporaryDirectory) {

    /** A method is compiled at its twentieth call, not at its two-hundredth: in the warm-up, not in the midst of what is measured. */
    private static final String COMPILE_EARLY = "-XX:CompileThresholdScaling=0.1";

    /** The JVM and class path of this process. Surefire hides the real class path behind a property of its own. */
    public static JavaCommand ofThisProcess(Path temporaryDirectory) {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ""));
        return new JavaCommand(
                Path.of(System.getProperty("java.home", "/usr"), "bin", "java"), classPath, temporaryDirectory);
    }

    /** A long-running part: fast start, short pauses. */
    public List<String> of(String mainClass, int heapMib, List<String> arguments) {
        return of(mainClass, heapMib, List.of(COMPILE_EARLY), arguments);
    }

    public List<String> of(String mainClass, int heapMib, List<String> extraFlags, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                java.toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-Xss512k",
                "-Xms" + heapMib + "m",
                "-Xmx" + heapMib + "m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Duser.language=en",
                "-Djava.io.tmpdir=" + temporaryDirectory));
        command.addAll(extraFlags);
        command.addAll(List.of("-cp", classPath, mainClass));
        command.addAll(arguments);
        return List.copyOf(command);
    }
}
