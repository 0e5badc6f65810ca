package io.slackline.testbed.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Which function the next request of a stream is for, and how large it is. */
public interface Mix {

    /** Draws the next one; {@code atNanos} is not its own concern. */
    Invocation next(long atNanos, SplittableRandom random);

    /** Every function as often as any other, requests of the usual size: the mixed stream of the NEMO paper, section 5.1. */
    static Mix equal(List<WorkloadFunction> functions) {
        List<WorkloadFunction> all = List.copyOf(functions);
        return (atNanos, random) -> new Invocation(
                atNanos, all.get(random.nextInt(all.size())), random.nextInt(WorkloadFunction.USUAL_CASES));
    }

    /**
     * Shaped like the functions of a large provider: Shahrad et al., "Serverless in the Wild: Characterizing and Optimizing the Serverless Workload
     * at a Large Cloud Provider", USENIX ATC 2020 (the Azure 2019 trace). Popularity: heavy-tailed, a few functions get nearly all
     * invocations (their figure 5); here by Zipf's law with exponent {@value TraceMix#ZIPF}. Durations: log-normal; sigma is theirs (figure 7: mean of
     * logs &minus;0.38, sigma 2.36, in seconds), the median is the function's usual one here, for these functions run for milliseconds. Longer ones
     * are truncated at 64 times the median, shorter ones are all of the usual size.
     */
    static Mix trace(List<WorkloadFunction> functions, long seed) {
        return new TraceMix(functions, seed);
    }

    /** Requests that arrive by a Poisson process. */
    default List<Invocation> poisson(double perSecond, long lengthNanos, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Invocation> stream = new ArrayList<>();
        double at = gap(random, perSecond);
        while (at < lengthNanos) {
            stream.add(next((long) at, random));
            at += gap(random, perSecond);
        }
        return stream;
    }

    private static double gap(SplittableRandom random, double perSecond) {
        return -Math.log1p(-random.nextDouble()) * 1e9 / perSecond;
    }

    /** See {@link #trace}. */
    final class TraceMix implements Mix {
        static final double ZIPF = 1.5;
        private static final double SIGMA = 2.36;

        private final List<WorkloadFunction> ranked;
        private final double[] cumulative;

        TraceMix(List<WorkloadFunction> functions, long seed) {
            ranked = shuffled(functions, new SplittableRandom(seed));
            cumulative = new double[ranked.size()];
            double sum = 0;
            for (int rank = 0; rank < cumulative.length; rank++) {
                sum += Math.pow(rank + 1, -ZIPF);
                cumulative[rank] = sum;
            }
        }

        private static List<WorkloadFunction> shuffled(List<WorkloadFunction> functions, SplittableRandom random) {
            List<WorkloadFunction> rest = new ArrayList<>(functions);
            List<WorkloadFunction> ranked = new ArrayList<>();
            while (!rest.isEmpty()) {
                ranked.add(rest.remove(random.nextInt(rest.size())));
            }
            return ranked;
        }

        @Override
        public Invocation next(long atNanos, SplittableRandom random) {
            double draw = random.nextDouble() * cumulative[cumulative.length - 1];
            int rank = 0;
            while (cumulative[rank] < draw) {
                rank++;
            }
            WorkloadFunction function = ranked.get(rank);
            int usual = random.nextInt(WorkloadFunction.USUAL_CASES);
            double factor = Math.exp(SIGMA * random.nextGaussian());
            int doublings = Math.clamp(
                    Math.round(Math.log(factor) / Math.log(2)),
                    0,
                    WorkloadFunction.CASES - WorkloadFunction.USUAL_CASES);
            return new Invocation(
                    atNanos,
                    function,
                    function.scales() && doublings > 0 ? WorkloadFunction.USUAL_CASES + doublings - 1 : usual);
        }
    }
}
