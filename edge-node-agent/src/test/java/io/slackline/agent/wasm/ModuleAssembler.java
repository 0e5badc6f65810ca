package io.slackline.agent.wasm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Puts WebAssembly modules together from instructions, for tests. Source: WebAssembly Core Specification 2.0, chapter 5 (binary format). */
final class ModuleAssembler {
    static final byte I32 = 0x7F;
    static final byte I64 = 0x7E;

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Function(int type, byte[] code) {}

    private final List<byte[]> types = new ArrayList<>();
    private final List<byte[]> imports = new ArrayList<>();
    private final List<Function> functions = new ArrayList<>();
    private final List<byte[]> exports = new ArrayList<>();
    private final List<byte[]> globals = new ArrayList<>();
    private final List<byte[]> data = new ArrayList<>();
    private int memoryPages = 1;

    /** Index of a new function type. */
    int type(List<Byte> parameters, List<Byte> results) {
        var out = new ByteArrayOutputStream();
        out.write(0x60);
        for (var side : List.of(parameters, results)) {
            out.write(side.size());
            side.forEach(out::write);
        }
        types.add(out.toByteArray());
        return types.size() - 1;
    }

    /** Index of an imported function; imports come before functions. */
    int importFunction(String module, String name, int type) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(string(module));
        out.writeBytes(string(name));
        out.write(0);
        out.write(type);
        imports.add(out.toByteArray());
        return imports.size() - 1;
    }

    /** Adds an exported function without locals; its code without the final end. */
    ModuleAssembler function(String export, int type, byte[]... code) {
        functions.add(new Function(type, concat(code)));
        export(export, 0, imports.size() + functions.size() - 1);
        return this;
    }

    ModuleAssembler memory(int pages) {
        memoryPages = pages;
        return this;
    }

    ModuleAssembler data(int at, String text) {
        data.add(concat(new byte[] {0}, i32(at), op(0x0B), string(text)));
        return this;
    }

    /** A mutable i32. */
    ModuleAssembler global(int initial) {
        globals.add(concat(new byte[] {I32, 1}, i32(initial), op(0x0B)));
        return this;
    }

    private void export(String name, int kind, int index) {
        exports.add(concat(string(name), new byte[] {(byte) kind}, unsigned(index)));
    }

    byte[] build() {
        export("memory", 2, 0);
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
        section(out, 1, types);
        section(out, 2, imports);
        section(out, 3, functions.stream().map(each -> unsigned(each.type())).toList());
        section(out, 5, List.of(concat(new byte[] {0}, unsigned(memoryPages))));
        section(out, 6, globals);
        section(out, 7, exports);
        section(
                out,
                10,
                functions.stream()
                        .map(each -> {
                            var body = concat(new byte[] {0}, each.code(), op(0x0B));
                            return concat(unsigned(body.length), body);
                        })
                        .toList());
        section(out, 11, data);
        return out.toByteArray();
    }

    private static void section(ByteArrayOutputStream out, int id, List<byte[]> entries) {
        if (!entries.isEmpty()) {
            var content = concat(unsigned(entries.size()), concat(entries.toArray(byte[][]::new)));
            out.write(id);
            out.writeBytes(unsigned(content.length));
            out.writeBytes(content);
        }
    }

    static byte[] concat(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (var part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] op(int... bytes) {
        var out = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            out[i] = (byte) bytes[i];
        }
        return out;
    }

    /** i32.const. */
    static byte[] i32(int value) {
        return concat(op(0x41), signed(value));
    }

    private static byte[] string(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return concat(unsigned(bytes.length), bytes);
    }

    private static byte[] unsigned(int value) {
        var out = new ByteArrayOutputStream();
        int left = value;
        do {
            int low = left & 0x7F;
            left >>>= 7;
            out.write(left == 0 ? low : low | 0x80);
        } while (left != 0);
        return out.toByteArray();
    }

    private static byte[] signed(int value) {
        var out = new ByteArrayOutputStream();
        int left = value;
        while (true) {
            int low = left & 0x7F;
            left >>= 7;
            boolean last = (left == 0 && (low & 0x40) == 0) || (left == -1 && (low & 0x40) != 0);
            out.write(last ? low : low | 0x80);
            if (last) {
                return out.toByteArray();
            }
        }
    }
}
