package io.slackline.agent.wasm;

import static io.slackline.agent.wasm.ModuleAssembler.I32;
import static io.slackline.agent.wasm.ModuleAssembler.I64;
import static io.slackline.agent.wasm.ModuleAssembler.i32;
import static io.slackline.agent.wasm.ModuleAssembler.op;

import java.util.List;

/** Small modules for tests. */
public final class Modules {
    private Modules() {}

    /**
     * A handler that answers with its body after counting the request in memory and in a global, the count written over the first byte of the answer.
     * A body that begins with L never ends, with T traps, with G grows its memory until that is refused and then traps.
     */
    public static byte[] counter() {
        var module = new ModuleAssembler().global(0);
        int allocate = module.type(List.of(I32), List.of(I32));
        int handle = module.type(List.of(I32, I32), List.of(I64));
        return module.function("slackline_allocate", allocate, i32(1024))
                .function(
                        "slackline_handle",
                        handle,
                        firstByteIs('L', op(0x03, 0x40, 0x0C, 0, 0x0B)),
                        firstByteIs('T', op(0x00)),
                        firstByteIs(
                                'G', op(0x03, 0x40), i32(16), op(0x40, 0), i32(-1), op(0x47, 0x0D, 0, 0x0B), op(0x00)),
                        // memory[16] += 1; global += 1
                        i32(16),
                        i32(16),
                        op(0x2D, 0, 0),
                        i32(1),
                        op(0x6A, 0x3A, 0, 0),
                        op(0x23, 0),
                        i32(1),
                        op(0x6A, 0x24, 0),
                        // memory[address] = '0' + memory[16] + global - memory[16]
                        op(0x20, 0),
                        i32('0'),
                        op(0x23, 0),
                        op(0x6A, 0x3A, 0, 0),
                        // address << 32 | length
                        op(0x20, 0, 0xAD, 0x42, 32, 0x86, 0x20, 1, 0xAD, 0x84))
                .build();
    }

    private static byte[] firstByteIs(char letter, byte[]... then) {
        return ModuleAssembler.concat(
                op(0x20, 0, 0x2D, 0, 0), i32(letter), op(0x46, 0x04, 0x40), ModuleAssembler.concat(then), op(0x0B));
    }

    /** A WASI command that prints a text, complains, and ends with an exit code. */
    public static byte[] printer(String text, int times, int exitCode) {
        var module = new ModuleAssembler();
        int none = module.type(List.of(), List.of());
        int write = module.type(List.of(I32, I32, I32, I32), List.of(I32));
        int exit = module.type(List.of(I32), List.of());
        int fdWrite = module.importFunction("wasi_snapshot_preview1", "fd_write", write);
        int procExit = module.importFunction("wasi_snapshot_preview1", "proc_exit", exit);
        byte[] vector =
                ModuleAssembler.concat(i32(0), i32(64), op(0x36, 2, 0), i32(4), i32(text.length()), op(0x36, 2, 0));
        return module.data(64, text)
                .function(
                        "_start",
                        none,
                        vector,
                        // do { fd_write(1, 0, 1, 8); memory[16] += 1 } while (memory[16] < times)
                        op(0x03, 0x40),
                        i32(1),
                        i32(0),
                        i32(1),
                        i32(8),
                        op(0x10, fdWrite, 0x1A),
                        i32(16),
                        i32(16),
                        op(0x28, 2, 0),
                        i32(1),
                        op(0x6A, 0x36, 2, 0),
                        i32(16),
                        op(0x28, 2, 0),
                        i32(times),
                        op(0x48, 0x0D, 0, 0x0B),
                        i32(2),
                        i32(0),
                        i32(1),
                        i32(8),
                        op(0x10, fdWrite, 0x1A),
                        i32(exitCode),
                        op(0x10, procExit))
                .build();
    }

    /** A WASI command that copies standard input to standard output, up to 4 KiB. */
    public static byte[] copier() {
        var module = new ModuleAssembler();
        int none = module.type(List.of(), List.of());
        int four = module.type(List.of(I32, I32, I32, I32), List.of(I32));
        int fdWrite = module.importFunction("wasi_snapshot_preview1", "fd_write", four);
        int fdRead = module.importFunction("wasi_snapshot_preview1", "fd_read", four);
        return module.function(
                        "_start",
                        none,
                        i32(0),
                        i32(64),
                        op(0x36, 2, 0),
                        i32(4),
                        i32(4096),
                        op(0x36, 2, 0),
                        i32(0),
                        i32(0),
                        i32(1),
                        i32(4),
                        op(0x10, fdRead, 0x1A),
                        i32(1),
                        i32(0),
                        i32(1),
                        i32(8),
                        op(0x10, fdWrite, 0x1A))
                .build();
    }
}
