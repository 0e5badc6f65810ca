package io.slackline.agent.wasm;

import com.dylibso.chicory.compiler.Cache;
import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A module with its bytecode, from which instances are made in microseconds.
 *
 * @param exports the names that it exports
 */
record CompiledModule(WasmModule module, Function<Instance, Machine> machines, Set<String> exports) {
    /** A WASI command: run anew for each request. */
    static final String START = "_start";
    /** A WASI reactor's constructor. */
    static final String INITIALIZE = "_initialize";

    static final String ALLOCATE = "slackline_allocate";
    static final String HANDLE = "slackline_handle";

    static CompiledModule compile(byte[] bytes, Cache cache) {
        try {
            var module = Parser.parse(bytes);
            var machines = MachineFactoryCompiler.builder(module)
                    .withCache(cache)
                    .withInterpreterFallback(InterpreterFallback.SILENT)
                    .compile();
            var exports = new HashSet<String>();
            for (int i = 0; i < module.exportSection().exportCount(); i++) {
                exports.add(module.exportSection().getExport(i).name());
            }
            if (!exports.contains(START) && !exports.containsAll(Set.of(ALLOCATE, HANDLE, "memory"))) {
                throw new SlacklineException(
                        Code.INVALID_ARGUMENT,
                        "the module exports neither " + START + " nor memory, " + ALLOCATE + " and " + HANDLE
                                + "; it exports " + exports);
            }
            return new CompiledModule(module, machines, Set.copyOf(exports));
        } catch (ChicoryException unusable) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT, "not a usable WebAssembly module: " + unusable.getMessage(), unusable);
        }
    }

    boolean isCommand() {
        return exports.contains(START);
    }

    /** Not started yet. Its memory never grows past the limit. */
    Instance instantiate(HostFunction[] imports, int memoryMib) {
        var builder = Instance.builder(module)
                .withMachineFactory(machines)
                .withStart(false)
                .withImportValues(ImportValues.builder().addFunction(imports).build());
        limits(memoryMib).ifPresent(builder::withMemoryLimits);
        return builder.build();
    }

    /** Throws INVALID_ARGUMENT when the module begins with more than it may have. */
    Optional<MemoryLimits> limits(int memoryMib) {
        return module.memorySection()
                .filter(section -> section.memoryCount() > 0)
                .map(section -> {
                    var declared = section.getMemory(0).limits();
                    int most = Math.min(declared.maximumPages(), Math.min(memoryMib * 16, MemoryLimits.MAX_PAGES));
                    if (declared.initialPages() > most) {
                        throw new SlacklineException(
                                Code.INVALID_ARGUMENT,
                                "the module begins with " + declared.initialPages() / 16
                                        + " MiB of memory; it may have " + memoryMib);
                    }
                    return new MemoryLimits(declared.initialPages(), most);
                });
    }
}
