package io.slackline.agent.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whether a launch is {@code python3 SCRIPT ARGUMENT...} that a fork server can do instead of a fresh interpreter. */
sealed interface PythonCommand {
    /**
     * It can be forked.
     *
     * @param arguments the script and what follows it
     */
    record Forkable(List<String> arguments) implements PythonCommand {}

    /** It runs Python, but only a fresh interpreter will do. */
    record Unsuited(String reason) implements PythonCommand {}

    /** It does not run Python. */
    record Other() implements PythonCommand {}

    Pattern INTERPRETER = Pattern.compile("python3?(\\.\\d+)?");

    /** Variables that are read when an interpreter starts, by it, the C library or the loader. */
    Pattern READ_AT_START = Pattern.compile("(PYTHON|LC_|LD_|MALLOC_|GLIBC_).*|LANG|LANGUAGE");

    /**
     * Judges a launch.
     *
     * @param python that of the fork server
     * @param ownVariables the names that the function adds to the environment
     */
    static PythonCommand of(Launch launch, Path python, Stream<String> ownVariables) {
        var command = launch.command();
        var program = command.getFirst();
        if (!INTERPRETER.matcher(Path.of(program).getFileName().toString()).matches()) {
            return new Other();
        }
        if (!sameInterpreter(program, launch, python)) {
            return new Unsuited("its interpreter is " + program + ", that of the fork server " + python);
        }
        if (command.size() < 2 || command.get(1).startsWith("-")) {
            return new Unsuited("its command has options for the interpreter");
        }
        var script = launch.directory().resolve(command.get(1));
        if (!Files.isRegularFile(script) || script.toString().matches(".*\\.(zip|pyz|pyc)")) {
            return new Unsuited(command.get(1) + " is not a source file");
        }
        var special = ownVariables
                .filter(name -> READ_AT_START.matcher(name).matches())
                .findFirst();
        if (special.isPresent()) {
            return new Unsuited("its environment sets " + special.get());
        }
        return new Forkable(command.subList(1, command.size()));
    }

    private static boolean sameInterpreter(String program, Launch launch, Path python) {
        var path = program.contains("/")
                ? Optional.of(launch.directory().resolve(program))
                : Stream.of(launch.environment().getOrDefault("PATH", "").split(":"))
                        .map(directory -> Path.of(directory, program))
                        .filter(Files::isExecutable)
                        .findFirst();
        try {
            return path.isPresent()
                    && (path.get().equals(python)
                            || (Files.isSameFile(path.get(), python)
                                    && !inVirtualEnvironment(path.get())
                                    && !inVirtualEnvironment(python)));
        } catch (IOException missing) {
            return false;
        }
    }

    /** There the place of the link to the interpreter counts. */
    private static boolean inVirtualEnvironment(Path python) {
        return Files.exists(python.resolveSibling("../pyvenv.cfg"));
    }
}
