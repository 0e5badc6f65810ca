package io.slackline.testbed.bench.dataplane;

import io.slackline.p4switch.Engine;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The engine alone, with the packets and the full tables of {@link EngineMeasurement}, as JMH measures it; an operation is a packet. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseSerialGC", "-XX:+UseTransparentHugePages", "-Xms512m", "-Xmx512m"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 3, time = 1)
public class EngineBenchmark {

    @Param({"COMPILED", "INTERPRETED"})
    public String engine = "";

    private @Nullable EngineMeasurement flows;

    @Setup
    public void fillTables() {
        flows = new EngineMeasurement(Engine.valueOf(engine));
    }

    @Benchmark
    @OperationsPerInvocation(EngineMeasurement.FLOWS)
    public void packet() {
        Objects.requireNonNull(flows).rounds(1);
    }
}
