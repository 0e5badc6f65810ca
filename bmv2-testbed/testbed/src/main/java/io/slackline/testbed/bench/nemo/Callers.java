package io.slackline.testbed.bench.nemo;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.bench.node.HostedFunctions;
import io.slackline.testbed.bench.node.HttpCalls;
import io.slackline.testbed.bench.node.HttpCalls.Answer;
import io.slackline.testbed.workload.Invocation;
import io.slackline.testbed.workload.WorkloadFunction;
import io.slackline.testbed.workload.WorkloadFunction.Case;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Calls the functions of one agent and checks each answer. */
final class Callers {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int OK = 200;

    private final Map<WorkloadFunction, HttpCalls> calls = new EnumMap<>(WorkloadFunction.class);
    private final Map<WorkloadFunction, List<Case>> cases;

    Callers(HostedFunctions functions, Map<WorkloadFunction, List<Case>> cases) {
        this.cases = cases;
        cases.keySet().forEach(function -> calls.put(function, new HttpCalls(functions.address(function))));
    }

    /** Calls once, now. Errors: INTERNAL with what came instead of the right answer. */
    Sample call(WorkloadFunction function, int caseNumber) {
        return call(function, caseNumber, System.nanoTime());
    }

    private Sample call(WorkloadFunction function, int caseNumber, long intended) {
        Case each = Objects.requireNonNull(cases.get(function)).get(caseNumber);
        Answer answer;
        try {
            answer = Objects.requireNonNull(calls.get(function)).post("1\n" + each.request());
        } catch (IOException e) {
            throw new SlacklineException(Code.UNAVAILABLE, function.functionName() + " gave no answer: " + e, e);
        }
        double micros = (System.nanoTime() - intended) / 1e3;
        int newline = answer.body().indexOf('\n');
        if (answer.status() != OK
                || newline < 0
                || !answer.body().substring(newline + 1).equals(each.answer())) {
            throw new SlacklineException(
                    Code.INTERNAL,
                    "%s answered %d: %s"
                            .formatted(
                                    function.functionName(),
                                    answer.status(),
                                    answer.body()
                                            .substring(
                                                    0,
                                                    Math.min(200, answer.body().length()))));
        }
        return new Sample(function, micros, answer.start());
    }

    /** Sends each request at its time, whatever became of those before it (open loop), and waits for all answers. */
    List<Sample> stream(List<Invocation> stream) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Sample>> running = new ArrayList<>();
            long begin = System.nanoTime();
            for (Invocation invocation : stream) {
                long intended = begin + invocation.atNanos();
                sleepUntil(intended);
                running.add(threads.submit(() -> call(invocation.function(), invocation.caseNumber(), intended)));
            }
            return results(running);
        }
    }

    /** Keeps so many requests under way for so long, each followed by the next at once. */
    List<Sample> saturate(List<WorkloadFunction> functions, int concurrency, Duration duration) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long end = System.nanoTime() + duration.toNanos();
            List<Future<List<Sample>>> running = new ArrayList<>();
            for (int i = 0; i < concurrency; i++) {
                int first = i;
                running.add(threads.submit(() -> {
                    List<Sample> samples = new ArrayList<>();
                    for (int n = first; System.nanoTime() < end; n++) {
                        samples.add(call(functions.get(n % functions.size()), n % WorkloadFunction.USUAL_CASES));
                    }
                    return samples;
                }));
            }
            return results(running).stream().flatMap(List::stream).toList();
        }
    }

    private static <T> List<T> results(List<Future<T>> running) {
        List<T> results = new ArrayList<>();
        for (Future<T> each : running) {
            try {
                results.add(each.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS));
            } catch (ExecutionException e) {
                throw e.getCause() instanceof SlacklineException known
                        ? known
                        : new SlacklineException(Code.INTERNAL, "a request failed: " + e.getCause(), e);
            } catch (TimeoutException e) {
                throw new SlacklineException(Code.DEADLINE_EXCEEDED, "a request had no answer within " + LIMIT, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SlacklineException(Code.UNAVAILABLE, "interrupted", e);
            }
        }
        return results;
    }

    private static void sleepUntil(long instant) {
        for (long rest = instant - System.nanoTime(); rest > 0; rest = instant - System.nanoTime()) {
            LockSupport.parkNanos(rest);
        }
    }
}
