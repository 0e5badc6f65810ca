package io.slackline.testbed.bench.node;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.live.RunDirectory;
import io.slackline.testbed.process.JavaCommand;
import io.slackline.testbed.process.Supervisor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What the agent does with trivial WebAssembly functions, seen by its clients. */
final class WasmMeasurement {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int CORE = 0;
    private static final int CONNECTIONS = 8;
    private static final int OK = 200;

    private final Supervisor supervisor;
    private final JavaCommand jvm;
    private final RunDirectory directory;
    private final AssigningController controller;

    WasmMeasurement(Supervisor supervisor, JavaCommand jvm, RunDirectory directory, AssigningController controller) {
        this.supervisor = supervisor;
        this.jvm = jvm;
        this.directory = directory;
        this.controller = controller;
    }

    /** Requests answered per second by an agent that has one core, one figure for each of {@code rounds} after one of the same length that does not count. */
    List<Double> rates(Duration round, int rounds) {
        WasmFunctions functions = new WasmFunctions(controller, "wasm-rate", 23, 1);
        LoneAgent.start("wasm-rate", supervisor, jvm, directory, controller, CORE, "selfWarmup: true");
        supervisor.await("the wasm function listens", LIMIT, () -> HttpCalls.listening(functions.address(0)));
        List<Double> rates = new ArrayList<>();
        try (HttpCalls calls = new HttpCalls(functions.address(0))) {
            rate(calls, round);
            for (int i = 0; i < rounds; i++) {
                rates.add(rate(calls, round));
            }
        } catch (IOException e) {
            throw new SlacklineException(Code.UNAVAILABLE, "no answer: " + e, e);
        }
        return rates;
    }

    private static double rate(HttpCalls calls, Duration round) {
        long begin = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                counts.add(threads.submit(() -> {
                    int count = 0;
                    for (; System.nanoTime() - begin < round.toNanos(); count++) {
                        echo(calls);
                    }
                    return count;
                }));
            }
            long all = 0;
            for (Future<Integer> count : counts) {
                all += count.get();
            }
            return all * 1e9 / (System.nanoTime() - begin);
        } catch (ExecutionException e) {
            throw new SlacklineException(Code.UNAVAILABLE, "no answer: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlacklineException(Code.UNAVAILABLE, "interrupted", e);
        }
    }

    /**
     * First invocations, in microseconds.
     *
     * @param compiled by an agent that has never seen these modules
     * @param cached by one that has their bytecode on its disk, from an earlier life
     */
    record FirstCalls(List<Double> compiled, List<Double> cached) {}

    /** An instance for each request: what one takes from nothing to the answer. */
    FirstCalls firstCalls(int functions) {
        WasmFunctions hosted = new WasmFunctions(controller, "wasm-cold", 24, functions);
        return new FirstCalls(firstCallsOfAnAgent(hosted, functions), firstCallsOfAnAgent(hosted, functions));
    }

    private List<Double> firstCallsOfAnAgent(WasmFunctions hosted, int functions) {
        LoneAgent agent = LoneAgent.start(
                "wasm-cold", supervisor, jvm, directory, controller, CORE, "pool: {policy: co-location}");
        List<Double> micros = new ArrayList<>();
        for (int number = 0; number < functions; number++) {
            int each = number;
            supervisor.await("wasm function " + each, LIMIT, () -> HttpCalls.listening(hosted.address(each)));
            try (HttpCalls calls = new HttpCalls(hosted.address(each))) {
                long begin = System.nanoTime();
                echo(calls);
                micros.add((System.nanoTime() - begin) / 1e3);
            } catch (IOException e) {
                throw new SlacklineException(Code.UNAVAILABLE, "no answer: " + e, e);
            }
        }
        agent.stop();
        return micros;
    }

    private static void echo(HttpCalls calls) throws IOException {
        HttpCalls.Answer answer = calls.post("hello");
        if (answer.status() != OK || !answer.body().equals("hello")) {
            throw new SlacklineException(Code.INTERNAL, "answered %d: %s".formatted(answer.status(), answer.body()));
        }
    }
}
