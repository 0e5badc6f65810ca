package io.slackline.testbed.nf;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.netns.Namespace;
import io.slackline.testbed.nf.Traffic.Offer;
import io.slackline.testbed.nf.Traffic.Window;
import io.slackline.testbed.process.JavaCommand;
import io.slackline.testbed.process.ManagedProcess;
import io.slackline.testbed.process.ProcessSpec;
import io.slackline.testbed.process.Supervisor;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * {@link Traffic} in a process of its own, told what to do in lines: {@code offer KIND KERNEL BYTES RATE}, and {@code mark}, which is answered by a line
 * {@code NANOS SENT RECEIVED HISTOGRAM}, the last in HdrHistogram's compressed encoding and base 64.
 */
public final class TrafficProcess {
    private static final int HEAP_MIB = 96;
    private static final int HISTOGRAM_BYTES = 1 << 20;

    private final BufferedWriter commands;
    private final BufferedReader answers;
    private final ManagedProcess process;

    private TrafficProcess(ManagedProcess process) {
        this.process = process;
        commands = process.process().outputWriter(StandardCharsets.US_ASCII);
        answers = process.process().inputReader(StandardCharsets.US_ASCII);
    }

    /** Starts it; source and sink run on this core. */
    public static TrafficProcess start(Supervisor supervisor, JavaCommand jvm, int core) {
        return new TrafficProcess(supervisor.startPiped(ProcessSpec.of(
                "traffic",
                Namespace.BASE,
                jvm.of("io.slackline.testbed.Main", HEAP_MIB, List.of("traffic", "--core", Integer.toString(core))))));
    }

    /** Sends this from now on. */
    public void offer(Offer offer) {
        say(String.format(
                Locale.ROOT,
                "offer %s %s %d %f",
                offer.through(),
                offer.toKernel(),
                offer.frameBytes(),
                offer.packetsPerSecond()));
    }

    /** Figures since the last mark. */
    public Window mark() {
        say("mark");
        try {
            String[] words = answers.readLine().split(" ");
            Histogram latency = Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(words[3])), 0);
            return new Window(Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]), latency);
        } catch (IOException | DataFormatException | NullPointerException e) {
            throw new SlacklineException(Code.UNAVAILABLE, "the packet source is gone:\n" + process.tail(), e);
        }
    }

    private void say(String line) {
        try {
            commands.write(line + "\n");
            commands.flush();
        } catch (IOException e) {
            throw new SlacklineException(Code.UNAVAILABLE, "the packet source is gone:\n" + process.tail(), e);
        }
    }

    /** The process's own side: obeys the lines until they end. */
    public static void obey(BufferedReader lines, PrintStream answers, int core) throws IOException {
        try (Traffic traffic = new Traffic(core)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ");
                switch (words[0]) {
                    case "offer" ->
                        traffic.offer(new Offer(
                                NfKind.valueOf(words[1]),
                                Boolean.parseBoolean(words[2]),
                                Integer.parseInt(words[3]),
                                Double.parseDouble(words[4])));
                    case "mark" -> answers.println(encoded(traffic.mark()));
                    default -> throw new IOException("not understood: " + line);
                }
            }
        }
    }

    private static String encoded(Window window) {
        ByteBuffer bytes = ByteBuffer.allocate(HISTOGRAM_BYTES);
        int length = window.latency().encodeIntoCompressedByteBuffer(bytes);
        return "%d %d %d %s"
                .formatted(
                        window.nanos(),
                        window.sent(),
                        window.received(),
                        Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(bytes.array(), length)));
    }
}
