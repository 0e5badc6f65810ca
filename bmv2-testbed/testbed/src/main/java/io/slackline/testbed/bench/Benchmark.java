package io.slackline.testbed.bench;

import java.util.List;
import java.util.function.Consumer;

/** Something that can be benchmarked by name. */
public interface Benchmark {
    /** As the user types it. */
    String name();

    /** One line for the list of benchmarks. */
    String description();

    /** Measures; tells its progress in lines. */
    List<Figure> run(Consumer<String> progress);
}
