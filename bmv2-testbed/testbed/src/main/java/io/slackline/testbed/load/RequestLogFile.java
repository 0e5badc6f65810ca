package io.slackline.testbed.load;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link RequestLog} as a file: magic, version, flow names, node names, duplicates, then one 31-byte row per request
 * (flow 1, outcome 1, node 1, intended 8, completed 8, sentAfter 4, instance 4, run 4; big-endian).
 */
public final class RequestLogFile {
    private static final int MAGIC = 0x534c5251;
    private static final int VERSION = 1;

    private RequestLogFile() {}

    public static void write(RequestLog log, Path file) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(unfinished), 1 << 16))) {
            out.writeInt(MAGIC);
            out.writeInt(VERSION);
            names(out, log.flows());
            names(out, log.nodes());
            out.writeInt(log.duplicates());
            out.writeInt(log.size());
            for (int id = 0; id < log.size(); id++) {
                out.writeByte(log.flow(id));
                out.writeByte(log.outcome(id).code());
                out.writeByte(log.node(id));
                out.writeLong(log.intendedNanos(id));
                out.writeLong(log.completedNanos(id));
                out.writeInt(log.sentAfterNanos(id));
                out.writeInt(log.instance(id));
                out.writeInt(log.run(id));
            }
        }
        Files.move(unfinished, file);
    }

    /** Reads a file that {@link #write} wrote. Errors: IOException when it is something else. */
    public static RequestLog read(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            if (in.readInt() != MAGIC || in.readInt() != VERSION) {
                throw new IOException(file + " is no request log of version " + VERSION);
            }
            RequestLog log = new RequestLog(names(in));
            names(in).forEach(log::nodeIndex);
            log.restoreDuplicates(in.readInt());
            int size = in.readInt();
            for (int id = 0; id < size; id++) {
                int flow = in.readUnsignedByte();
                Outcome outcome = Outcome.of(in.readUnsignedByte());
                int node = in.readUnsignedByte();
                long intended = in.readLong();
                long completed = in.readLong();
                log.begin(flow, intended);
                log.sent(id, intended + in.readInt());
                log.answeredBy(id, node, in.readInt(), in.readInt());
                log.end(id, outcome, completed);
            }
            return log;
        }
    }

    private static void names(DataOutputStream out, List<String> names) throws IOException {
        out.writeInt(names.size());
        for (String name : names) {
            out.writeUTF(name);
        }
    }

    private static List<String> names(DataInputStream in) throws IOException {
        List<String> names = new ArrayList<>();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            names.add(in.readUTF());
        }
        return names;
    }
}
