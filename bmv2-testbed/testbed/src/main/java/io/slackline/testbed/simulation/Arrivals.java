package io.slackline.testbed.simulation;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/** The requests of a run, one after the other by time. */
interface Arrivals extends AutoCloseable {
    /**
     * One request.
     *
     * @param atNanos after the beginning
     * @param function its slot
     * @param workNanos CPU that it takes
     */
    record Arrival(long atNanos, int function, double workNanos) {}

    /** Empty when there are no more. */
    Optional<Arrival> next();

    @Override
    void close();

    static Arrivals of(Plan plan) {
        return plan.requests()
                .trace()
                .<Arrivals>map(trace -> new Trace(plan, trace))
                .orElseGet(() -> new Poisson(plan));
    }

    /** Requests at random, for functions of which some are more popular than others. */
    final class Poisson implements Arrivals {
        private final Plan plan;
        private final SplittableRandom random;
        private final double[] cumulated;
        private double atNanos;

        Poisson(Plan plan) {
            this.plan = plan;
            random = new SplittableRandom(plan.seed());
            cumulated = new double[plan.functions()];
            double sum = 0;
            for (int rank = 0; rank < cumulated.length; rank++) {
                sum += Math.pow(rank + 1, -plan.requests().zipf());
                cumulated[rank] = sum;
            }
        }

        @Override
        public Optional<Arrival> next() {
            atNanos += random.nextExponential() * 1e9 / plan.requests().rate();
            double drawn = random.nextDouble() * cumulated[cumulated.length - 1];
            int found = Arrays.binarySearch(cumulated, drawn);
            int function = Math.min(found < 0 ? ~found : found, cumulated.length - 1);
            return Optional.of(new Arrival((long) atNanos, function, plan.work().draw(random)));
        }

        @Override
        public void close() {}
    }

    /** Requests of a file, which is read as time goes on. */
    final class Trace implements Arrivals {
        private final Plan plan;
        private final Path file;
        private final BufferedReader lines;
        private final SplittableRandom random;
        private int line;
        private long lastNanos;

        Trace(Plan plan, Path file) {
            this.plan = plan;
            this.file = file;
            random = new SplittableRandom(plan.seed());
            try {
                lines = Files.newBufferedReader(file);
            } catch (IOException unreadable) {
                throw new SlacklineException(
                        Code.NOT_FOUND, "trace " + file + " cannot be read: " + unreadable, unreadable);
            }
        }

        @Override
        public Optional<Arrival> next() {
            try {
                String text = lines.readLine();
                line++;
                if (text == null) {
                    return Optional.empty();
                }
                return line == 1 && text.startsWith("at_ms") ? next() : Optional.of(parse(text));
            } catch (IOException unreadable) {
                throw new SlacklineException(
                        Code.INTERNAL, "trace " + file + " cannot be read: " + unreadable, unreadable);
            }
        }

        @Override
        public void close() {
            try {
                lines.close();
            } catch (IOException open) {
                throw new SlacklineException(Code.INTERNAL, "trace " + file + " cannot be closed: " + open, open);
            }
        }

        private Arrival parse(String text) {
            String[] fields = text.split(",", -1);
            try {
                double millis = Double.parseDouble(fields[0].strip());
                long nanos = Math.round(millis * 1e6);
                int function = Integer.parseInt(fields[1].strip());
                boolean hasWork = fields.length > 2 && !fields[2].isBlank();
                double work = hasWork
                        ? Double.parseDouble(fields[2].strip()) * 1_000
                        : plan.work().draw(random);
                if (fields.length <= 3
                        && Double.isFinite(millis)
                        && Double.isFinite(work)
                        && function >= 0
                        && function < plan.functions()
                        && nanos >= lastNanos
                        && work >= 0) {
                    lastNanos = nanos;
                    return new Arrival(nanos, function, work);
                }
                throw wrong(text);
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException malformed) {
                throw wrong(text);
            }
        }

        private SlacklineException wrong(String text) {
            return new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "%s, line %d: expected at_ms,function[,work_us] with times that do not fall and functions from 0 to %d, got \"%s\""
                            .formatted(file, line, plan.functions() - 1, text));
        }
    }
}
