package io.slackline.agent.wasm;

import com.dylibso.chicory.runtime.ChicoryInterruptedException;
import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasi.WasiExitException;
import com.dylibso.chicory.wasi.WasiOptions;
import com.dylibso.chicory.wasi.WasiPreview1;
import com.dylibso.chicory.wasm.ChicoryException;
import io.slackline.api.v1.FunctionSpec;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A module at work. A command ({@code _start}) is a fresh instance for each request: body on standard input, the rest as CGI variables (RFC 3875), answer
 * on standard output. A handler lives and keeps its memory: {@code slackline_allocate(length) -> address} makes room for the body, {@code
 * slackline_handle(address, length) -> address << 32 | length} answers. Calls must not overlap for a handler.
 */
final class WasmProgram {
    private static final int LARGEST_ANSWER_BYTES = 16 << 20;
    private static final int LARGEST_COMPLAINT_BYTES = 64 << 10;

    private final CompiledModule module;
    private final FunctionSpec function;
    private final int memoryMib;
    private final Consumer<byte[]> log;
    private @Nullable Instance handler;

    /** @param log takes what it writes to standard error (a handler: to standard output too) */
    WasmProgram(CompiledModule module, FunctionSpec function, Consumer<byte[]> log) throws WasmFailure {
        this.module = module;
        this.function = function;
        this.log = log;
        memoryMib = function.getMemoryMib() == 0 ? 128 : function.getMemoryMib();
        var _ = module.limits(memoryMib);
        if (!module.isCommand()) {
            handler = newHandler();
        }
    }

    boolean isCommand() {
        return module.isCommand();
    }

    private Instance newHandler() throws WasmFailure {
        var output = new BoundedOutput(LARGEST_COMPLAINT_BYTES);
        var options = environment(WasiOptions.builder(), function.getEnvironmentMap())
                .withStdin(new ByteArrayInputStream(new byte[0]))
                .withStdout(output)
                .withStderr(output)
                .build();
        return guarded(output, () -> {
            var instance = module.instantiate(imports(options), memoryMib);
            if (module.exports().contains(CompiledModule.INITIALIZE)) {
                var _ = instance.export(CompiledModule.INITIALIZE).apply();
            }
            return instance;
        });
    }

    private static HostFunction[] imports(WasiOptions options) {
        return WasiPreview1.builder().withOptions(options).build().toHostFunctions();
    }

    private static WasiOptions.Builder environment(WasiOptions.Builder options, Map<String, String> variables) {
        variables.forEach(options::withEnvironment);
        return options;
    }

    /** Runs it to its end; an interrupt ends it. */
    WasmAnswer run(WasmCall call) throws WasmFailure {
        var living = handler;
        return living == null ? command(call) : handle(living, call.body());
    }

    private WasmAnswer handle(Instance instance, byte[] body) throws WasmFailure {
        return guarded(new BoundedOutput(0), () -> {
            int at = (int) instance.export(CompiledModule.ALLOCATE).apply(body.length)[0];
            var memory = instance.memory();
            memory.write(at, body);
            long answer = instance.export(CompiledModule.HANDLE).apply(at, body.length)[0];
            int length = (int) answer;
            if (length < 0 || length > LARGEST_ANSWER_BYTES) {
                throw new ChicoryException("its answer has " + Integer.toUnsignedLong(length) + " bytes");
            }
            return WasmAnswer.plain(memory.readBytes((int) (answer >>> 32), length));
        });
    }

    private WasmAnswer command(WasmCall call) throws WasmFailure {
        var answer = new BoundedOutput(LARGEST_ANSWER_BYTES);
        var complaints = new BoundedOutput(LARGEST_COMPLAINT_BYTES);
        var options = environment(cgi(WasiOptions.builder(), call), function.getEnvironmentMap())
                .withStdin(new ByteArrayInputStream(call.body()))
                .withStdout(answer)
                .withStderr(complaints)
                .build();
        return guarded(complaints, () -> {
            try {
                var _ = module.instantiate(imports(options), memoryMib)
                        .export(CompiledModule.START)
                        .apply();
            } catch (WasiExitException exit) {
                if (exit.exitCode() != 0) {
                    throw new ChicoryException("exit code " + exit.exitCode());
                }
            }
            if (answer.exceeded()) {
                throw new ChicoryException("its answer has more than " + LARGEST_ANSWER_BYTES + " bytes");
            }
            return WasmAnswer.cgi(answer.bytes());
        });
    }

    private WasiOptions.Builder cgi(WasiOptions.Builder options, WasmCall call) {
        int query = call.uri().indexOf('?');
        options.withArguments(List.of(function.getName()))
                .withEnvironment("GATEWAY_INTERFACE", "CGI/1.1")
                .withEnvironment("SERVER_PROTOCOL", "HTTP/1.1")
                .withEnvironment("REQUEST_METHOD", call.method())
                .withEnvironment(
                        "PATH_INFO", query < 0 ? call.uri() : call.uri().substring(0, query))
                .withEnvironment("QUERY_STRING", query < 0 ? "" : call.uri().substring(query + 1))
                .withEnvironment("CONTENT_LENGTH", Integer.toString(call.body().length));
        for (var header : call.headers()) {
            var name = header.getKey().toUpperCase(Locale.ROOT).replace('-', '_');
            options.withEnvironment(name.equals("CONTENT_TYPE") ? name : "HTTP_" + name, header.getValue());
        }
        return options;
    }

    private interface Work<T> {
        T run();
    }

    /** What a module does wrong is an error of its request, never of the agent. */
    private <T> T guarded(BoundedOutput complaints, Work<T> work) throws WasmFailure {
        try {
            return work.run();
        } catch (ChicoryInterruptedException interrupted) {
            throw new WasmFailure("it was interrupted");
        } catch (RuntimeException trap) {
            throw new WasmFailure("trap: " + trap.getMessage() + tail(complaints.bytes()));
        } catch (StackOverflowError deep) {
            throw new WasmFailure("trap: call stack exhausted");
        } catch (OutOfMemoryError full) {
            throw new WasmFailure("trap: the agent has no memory left for it");
        } finally {
            var said = complaints.bytes();
            if (said.length > 0) {
                log.accept(said);
            }
        }
    }

    private static String tail(byte[] said) {
        var text = new String(said, StandardCharsets.UTF_8).strip();
        return text.isEmpty() ? "" : "; it said: " + text.substring(Math.max(0, text.length() - 500));
    }

    /** The state of a handler, between two calls. */
    byte[] snapshot() {
        return LinearMemory.snapshot(living());
    }

    void restore(byte[] snapshot) {
        LinearMemory.restore(living(), snapshot);
    }

    private Instance living() {
        if (handler == null) {
            throw new IllegalStateException("a command has no state between requests");
        }
        return handler;
    }
}
