package io.slackline.agent.oci;

import io.slackline.agent.runtime.ArtifactStore;
import io.slackline.agent.runtime.FunctionRuntime;
import io.slackline.agent.runtime.Place;
import io.slackline.agent.runtime.ProcessRuntime;
import io.slackline.agent.runtime.RunningInstance;
import io.slackline.agent.runtime.Start;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The runtime {@code oci}: the artifact is an image, and each instance a container of it, made by crun(1). docs/agent.md says what containers
 * see. Any thread may call it.
 *
 * <p>crun is a child of unshare(1), first in a process namespace: whatever ends crun or the agent ends the container with all in it. Control groups are
 * the agent's own, as for other processes, so crun is told to make none; and it shall not see those of the machine, because it refuses machines
 * where version 1 and version 2 have controllers.
 */
public final class OciRuntime implements FunctionRuntime {
    private static final String PROGRAM = "crun";
    private static final String USUAL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final String HIDE_CONTROL_GROUPS =
            "if [ -d /sys/fs/cgroup ]; then mount -t tmpfs -o ro none /sys/fs/cgroup; fi && exec \"$0\" \"$@\"";

    private final ProcessRuntime processes;
    private final ImageStore images;
    private final String node;
    private final Optional<Path> crun;

    /** @param crun the program; empty: it is looked for on the PATH */
    public OciRuntime(
            ProcessRuntime processes, ArtifactStore artifacts, Path stateDir, String node, Optional<Path> crun) {
        this.processes = processes;
        this.node = node;
        this.crun = crun.or(OciRuntime::onThePath);
        images = new ImageStore(stateDir.resolve("images").toAbsolutePath(), artifacts);
    }

    private static Optional<Path> onThePath() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", USUAL_PATH).split(":"))
                .map(directory -> Path.of(directory, PROGRAM))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public boolean streamsBodies() {
        return true;
    }

    @Override
    public RunningInstance start(FunctionSpec function, Start start) throws InterruptedException {
        if (function.getArtifactSha256().isEmpty()) {
            throw refusal(Code.INVALID_ARGUMENT, function, "the oci runtime needs an artifact, an image");
        }
        var program = crun.filter(Files::isExecutable)
                .orElseThrow(() -> refusal(
                        Code.FAILED_PRECONDITION,
                        function,
                        "the oci runtime needs crun, which node " + node + " does not have (apt-get install crun)"));
        var image = images.get(function.getArtifactSha256());
        var command = command(function, image.config());
        return processes.start(function, start, place -> {
            write(function, image, command, place);
            return command(program, place);
        });
    }

    private static List<String> command(FunctionSpec function, ImageConfig config) {
        var command = function.getCommandCount() > 0 ? List.copyOf(function.getCommandList()) : config.command();
        if (command.isEmpty()) {
            throw refusal(
                    Code.INVALID_ARGUMENT, function, "its image names no command (Entrypoint, Cmd): give one after --");
        }
        return command;
    }

    private void write(FunctionSpec function, Image image, List<String> command, Place place) {
        try {
            var user = ImageUser.of(image.config().user(), new RootFilesystem(image.root()));
            new Bundle(
                            image,
                            user,
                            command,
                            environment(function, image.config(), place),
                            function.getName(),
                            place.socketEntry(),
                            ProcessRuntime.memoryBytes(function))
                    .write(place.directory());
        } catch (IOException | NumberFormatException failed) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION,
                    "the container of function " + function.getName() + " cannot be prepared: " + failed,
                    failed);
        }
    }

    private Map<String, String> environment(FunctionSpec function, ImageConfig config, Place place) {
        var environment = new LinkedHashMap<String, String>();
        environment.put("PATH", USUAL_PATH);
        environment.putAll(config.environment());
        environment.putAll(function.getEnvironmentMap());
        environment.put("PORT", Integer.toString(place.port()));
        environment.put("SOCKET", Bundle.SOCKETS + "/" + place.socket().getFileName());
        environment.put("SLACKLINE_FUNCTION", function.getName());
        environment.put("SLACKLINE_NODE", node);
        return environment;
    }

    private static List<String> command(Path crun, Place place) {
        var command = new ArrayList<String>();
        command.add("unshare");
        if (!isRoot()) {
            command.addAll(List.of("--user", "--map-root-user"));
        }
        command.addAll(List.of("--pid", "--mount-proc", "--fork", "--kill-child", "--"));
        command.addAll(List.of("/bin/sh", "-c", HIDE_CONTROL_GROUPS));
        command.addAll(List.of(crun.toString(), "--cgroup-manager=disabled"));
        command.addAll(List.of("--root", place.directory().resolve("crun").toString()));
        command.addAll(List.of("run", "--bundle", place.directory().toString(), place.name()));
        return command;
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException noProc) {
            throw new UncheckedIOException(noProc);
        }
    }

    private static SlacklineException refusal(Code code, FunctionSpec function, String why) {
        return new SlacklineException(code, "function " + function.getName() + ": " + why);
    }
}
