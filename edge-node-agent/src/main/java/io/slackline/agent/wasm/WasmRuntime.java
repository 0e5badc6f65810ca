package io.slackline.agent.wasm;

import io.slackline.agent.runtime.ArtifactStore;
import io.slackline.agent.runtime.BoundedLog;
import io.slackline.agent.runtime.FunctionRuntime;
import io.slackline.agent.runtime.RunningInstance;
import io.slackline.agent.runtime.Start;
import io.slackline.agent.sched.Scheduling;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The runtime {@code wasm}: the artifact is a WebAssembly module. Any thread may call it. */
public final class WasmRuntime implements FunctionRuntime {
    private final Path stateDir;
    private final ArtifactStore artifacts;
    private final Scheduling scheduling;
    private final ClassCache classes;
    private final Map<String, CompiledModule> modules = new ConcurrentHashMap<>();
    private final AtomicLong number = new AtomicLong();

    /** @param stateDir gets {@code wasm-classes/} and {@code logs/} */
    public WasmRuntime(Path stateDir, ArtifactStore artifacts, Scheduling scheduling) {
        this.stateDir = stateDir;
        this.artifacts = artifacts;
        this.scheduling = scheduling;
        classes = new ClassCache(stateDir.resolve("wasm-classes"));
    }

    /** Gets ready for the first start, in the background. */
    public void warmUp() {
        WasmWarmup.begin(classes, scheduling);
    }

    @Override
    public RunningInstance start(FunctionSpec function, Start start) {
        if (function.getArtifactSha256().isEmpty()) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "function " + function.getName() + ": the wasm runtime needs an artifact, a module");
        }
        var module = modules.computeIfAbsent(function.getArtifactSha256(), this::compile);
        var log = new BoundedLog(stateDir.resolve("logs").resolve(function.getName() + ".log"));
        try {
            var program = new WasmProgram(module, function, log::append);
            return new WasmInstance(
                    function.getName() + "-" + number.incrementAndGet(),
                    program,
                    Math.max(1, function.getConcurrency()),
                    scheduling);
        } catch (WasmFailure failed) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION,
                    "function " + function.getName() + " does not start: " + failed.getMessage(),
                    failed);
        }
    }

    private CompiledModule compile(String sha256) {
        try {
            return CompiledModule.compile(Files.readAllBytes(artifacts.get(sha256)), classes);
        } catch (IOException unreadable) {
            throw new SlacklineException(Code.UNAVAILABLE, "artifact " + sha256 + " cannot be read", unreadable);
        }
    }
}
