package io.slackline.p4switch.impair;

import io.slackline.p4switch.device.DropCounts;
import io.slackline.p4switch.target.TargetException;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Impairs the ports of one switch. Thread-safe; closed after its packet threads. */
public final class LineImpairer implements Impairer, AutoCloseable {
    private final Set<Integer> ports;
    private final PortImpairments impairments;
    private final IntFunction<FrameSink> receive;
    private final IntFunction<FrameSink> send;
    private final DropCounts drops;
    private final SplittableRandom random = new SplittableRandom();
    private Optional<DelayLine> line = Optional.empty();

    /**
     * Impairs nothing yet.
     *
     * @param receive,send what takes a port's delayed packets, on one thread
     */
    public LineImpairer(
            Set<Integer> ports,
            PortImpairments impairments,
            IntFunction<FrameSink> receive,
            IntFunction<FrameSink> send,
            DropCounts drops) {
        this.ports = new TreeSet<>(ports);
        this.impairments = impairments;
        this.receive = receive;
        this.send = send;
        this.drops = drops;
    }

    @Override
    public synchronized void impair(int port, Impairment received, Impairment sent) {
        if (!ports.contains(port)) {
            throw TargetException.invalid("port " + port + " does not exist; valid: " + ports);
        }
        impairments.set(port, impaired(received, receive.apply(port)), impaired(sent, send.apply(port)));
    }

    private @Nullable Impaired impaired(Impairment impairment, FrameSink later) {
        if (impairment.equals(Impairment.NONE)) {
            return null;
        }
        DelayLine started = line.orElseGet(DelayLine::new);
        line = Optional.of(started);
        return new Impaired(impairment, started, later, drops, random.split());
    }

    @Override
    public synchronized void close() {
        line.ifPresent(DelayLine::close);
    }
}
