package io.slackline.agent.wasm;

import com.dylibso.chicory.compiler.Cache;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.slackline.agent.sched.Scheduling;
import io.slackline.agent.sched.Scheduling.Policy;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.common.SlacklineException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiles and runs a small module when the agent starts, so that the first function need not wait for the classes of the compiler and the engine to be
 * loaded: in a fresh JVM its compilation took 156 to 257 ms and its first invocation 29 to 80 ms, behind this 2 to 7 and 5 to 15 ms (docs/agent.md).
 */
final class WasmWarmup {
    private static final Logger log = LoggerFactory.getLogger(WasmWarmup.class);
    /** Of those at idle priority, which find what the first has compiled and make warm what each start runs. */
    private static final int ROUNDS = 50;

    /** Copies standard input to standard output, section by section. */
    private static final String COPIER = String.join(
            "",
            "0061736d01000000",
            // (type (func)) (type (func (param i32 i32 i32 i32) (result i32)))
            "010c0260000060047f7f7f7f017f",
            // (import "wasi_snapshot_preview1" "fd_write" (func (type 1)))
            "02440216776173695f736e617073686f745f70726576696577310866645f77726974650001",
            // (import "wasi_snapshot_preview1" "fd_read" (func (type 1)))
            "16776173695f736e617073686f745f70726576696577310766645f726561640001",
            // (func (type 0)) (memory 1) (export "_start" (func 2)) (export "memory" (memory 0))
            "03020100",
            "0503010001",
            "071302065f73746172740002066d656d6f72790200",
            // A vector at 0: 64, 4096. (drop (call $fd_read 0 0 1 4)) (drop (call $fd_write 1 0 1 8))
            "0a2a012800410041c0003602004104418020360200410041004101410410011a410141004101410810001a0b");

    private WasmWarmup() {}

    /**
     * Returns at once: the first run takes some 300 ms. That one loads the classes, and has no low priority: whoever wants a class that a thread is loading
     * waits for that thread. A failure only costs the warmth.
     */
    static void begin(Cache cache, Scheduling scheduling) {
        Thread.ofPlatform().name("wasm-warmup").daemon().start(() -> {
            warm(cache, 1);
            scheduling.setPolicy(0, Policy.IDLE);
            warm(cache, ROUNDS);
        });
    }

    private static void warm(Cache cache, int rounds) {
        try {
            log.debug("warm-up of the wasm runtime: {} runs", run(cache, rounds));
        } catch (WasmFailure | SlacklineException failed) {
            log.warn("warm-up of the wasm runtime failed: {}", failed.toString());
        }
    }

    /** How many runs answered what they were asked. */
    static int run(Cache cache, int rounds) throws WasmFailure {
        int right = 0;
        byte[] bytes = HexFormat.of().parseHex(COPIER);
        byte[] body = "warm".getBytes(StandardCharsets.US_ASCII);
        HttpHeaders headers = new DefaultHttpHeaders().add("Content-Type", "text/plain");
        for (int round = 0; round < rounds; round++) {
            var program = new WasmProgram(
                    CompiledModule.compile(bytes, cache),
                    FunctionSpec.newBuilder().setName("warm-up").build(),
                    said -> {});
            var answer = program.run(new WasmCall("POST", "/", headers, body));
            if (Arrays.equals(body, answer.body())) {
                right++;
            }
        }
        return right;
    }
}
