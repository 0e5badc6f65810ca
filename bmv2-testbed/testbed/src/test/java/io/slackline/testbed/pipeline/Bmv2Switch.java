package io.slackline.testbed.pipeline;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * bmv2's {@code simple_switch_grpc} as a child process. Its packets come and go over the gRPC service that it has for tests
 * ({@code --dp-grpc-server-addr}, service {@code p4.bm.DataplaneInterface}), so no interface and no privilege is needed.
 */
final class Bmv2Switch implements SwitchUnderTest {

    private static final MethodDescriptor<Sent, Sent> PACKET_STREAM = MethodDescriptor.<Sent, Sent>newBuilder()
            .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
            .setFullMethodName("p4.bm.DataplaneInterface/PacketStream")
            .setRequestMarshaller(new PacketMarshaller())
            .setResponseMarshaller(new PacketMarshaller())
            .build();

    private final Process process;
    private final int p4RuntimePort;
    private final ManagedChannel channel;
    private @Nullable StreamObserver<Sent> packets;
    private final BlockingQueue<Sent> left = new LinkedBlockingQueue<>();

    Bmv2Switch(Path binary) throws IOException {
        p4RuntimePort = freePort();
        int packetPort = freePort();
        process = new ProcessBuilder(List.of(
                        binary.toString(),
                        "--no-p4",
                        "--device-id",
                        Long.toString(TestController.DEVICE),
                        "--thrift-port",
                        Integer.toString(freePort()),
                        "--",
                        "--cpu-port",
                        "255",
                        "--grpc-server-addr",
                        "127.0.0.1:" + p4RuntimePort,
                        "--dp-grpc-server-addr",
                        "127.0.0.1:" + packetPort))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        channel = Grpc.newChannelBuilder("127.0.0.1:" + packetPort, InsecureChannelCredentials.create())
                .build();
    }

    /** The program on the PATH, or named by the environment variable BMV2. */
    static Optional<Path> find() {
        String named = System.getenv("BMV2");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        for (String folder : System.getenv("PATH").split(":")) {
            Path candidate = Path.of(folder, "simple_switch_grpc");
            if (Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public int p4RuntimePort() {
        return p4RuntimePort;
    }

    /** Opens the stream with the first packet: bmv2 refuses it as long as it has no program. */
    @Override
    public void send(int port, byte[] packet) {
        if (packets == null) {
            packets = ClientCalls.asyncBidiStreamingCall(
                    channel.newCall(PACKET_STREAM, CallOptions.DEFAULT.withWaitForReady()), new Collector());
        }
        packets.onNext(new Sent(port, packet));
    }

    @Override
    public Optional<Sent> next(Duration timeout) throws InterruptedException {
        return Optional.ofNullable(left.poll(timeout.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** bmv2 has the machine's clock: there is nothing to do but wait. */
    @Override
    public void pass(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }

    @Override
    public void close() throws InterruptedException {
        channel.shutdownNow();
        process.destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private final class Collector implements StreamObserver<Sent> {
        @Override
        public void onNext(Sent packet) {
            left.add(packet);
        }

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {}
    }

    /** PacketStreamRequest and PacketStreamResponse: device id in field 2, port in field 3, packet in field 4. */
    private static final class PacketMarshaller implements MethodDescriptor.Marshaller<Sent> {
        @Override
        public InputStream stream(Sent packet) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            try {
                out.writeUInt64(2, TestController.DEVICE);
                out.writeUInt32(3, packet.port());
                out.writeByteArray(4, packet.packet());
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new ByteArrayInputStream(bytes.toByteArray());
        }

        @Override
        public Sent parse(InputStream stream) {
            try {
                CodedInputStream in = CodedInputStream.newInstance(stream);
                int port = 0;
                ByteString packet = ByteString.EMPTY;
                for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                    switch (WireFormat.getTagFieldNumber(tag)) {
                        case 3 -> port = in.readUInt32();
                        case 4 -> packet = in.readBytes();
                        default -> in.skipField(tag);
                    }
                }
                return new Sent(port, packet.toByteArray());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
