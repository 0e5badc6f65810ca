package io.slackline.controller.device;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.slackline.common.config.HostAndPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import p4.v1.CapabilitiesRequest;
import p4.v1.CapabilitiesResponse;
import p4.v1.DigestList;
import p4.v1.Entity;
import p4.v1.Error;
import p4.v1.ForwardingPipelineConfig;
import p4.v1.GetForwardingPipelineConfigRequest;
import p4.v1.GetForwardingPipelineConfigResponse;
import p4.v1.MasterArbitrationUpdate;
import p4.v1.P4RuntimeGrpc;
import p4.v1.PacketIn;
import p4.v1.PacketOut;
import p4.v1.ReadRequest;
import p4.v1.ReadResponse;
import p4.v1.SetForwardingPipelineConfigRequest;
import p4.v1.SetForwardingPipelineConfigResponse;
import p4.v1.StreamMessageRequest;
import p4.v1.StreamMessageResponse;
import p4.v1.TableEntry;
import p4.v1.Uint128;
import p4.v1.Update;
import p4.v1.WriteRequest;
import p4.v1.WriteResponse;

/** A P4Runtime server on loopback that stores what it is told and remembers in what order; it forwards nothing. */
final class FakeSwitch extends P4RuntimeGrpc.P4RuntimeImplBase implements AutoCloseable {
    private final Map<SwitchImage.Key, Entity> tables = new LinkedHashMap<>();
    private final Map<String, Entity> others = new LinkedHashMap<>();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Map<StreamObserver<StreamMessageResponse>, Uint128> controllers = new HashMap<>();
    private final List<Update> written = new ArrayList<>();
    private final int port;
    private Server server;
    private ForwardingPipelineConfig config = ForwardingPipelineConfig.getDefaultInstance();
    private int pushes;
    private Predicate<Update> refuse = _ -> false;
    private volatile Function<PacketOut, Optional<PacketIn>> answer = _ -> Optional.empty();

    FakeSwitch() throws IOException {
        server = serve(0);
        port = server.getPort();
    }

    private Server serve(int wanted) throws IOException {
        return NettyServerBuilder.forAddress(
                        new InetSocketAddress("127.0.0.1", wanted), InsecureServerCredentials.create())
                .addService(this)
                .build()
                .start();
    }

    HostAndPort address() {
        return new HostAndPort("127.0.0.1", port);
    }

    /** Ends every connection, as a crash does; the state stays unless {@code empty}. */
    void crash() throws InterruptedException {
        var _ = server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        synchronized (this) {
            controllers.clear();
        }
    }

    synchronized void forgetEverything() {
        tables.clear();
        others.clear();
        config = ForwardingPipelineConfig.getDefaultInstance();
    }

    void comeBack() throws IOException {
        server = serve(port);
    }

    /** What it does with packets of the controller. */
    void answer(Function<PacketOut, Optional<PacketIn>> how) {
        answer = how;
    }

    synchronized void refuse(Predicate<Update> which) {
        refuse = which;
    }

    synchronized List<Update> written() {
        return List.copyOf(written);
    }

    synchronized int pushes() {
        return pushes;
    }

    synchronized List<TableEntry> tableEntries() {
        return tables.values().stream().map(Entity::getTableEntry).toList();
    }

    synchronized int entries() {
        return tables.size();
    }

    synchronized void punt(PacketIn packet) {
        controllers
                .keySet()
                .forEach(c -> c.onNext(
                        StreamMessageResponse.newBuilder().setPacket(packet).build()));
    }

    synchronized void digest(DigestList list) {
        controllers
                .keySet()
                .forEach(c -> c.onNext(
                        StreamMessageResponse.newBuilder().setDigest(list).build()));
    }

    @Override
    public StreamObserver<StreamMessageRequest> streamChannel(StreamObserver<StreamMessageResponse> responses) {
        return new StreamObserver<>() {
            @Override
            public void onNext(StreamMessageRequest request) {
                if (request.hasArbitration()) {
                    arbitrate(responses, request.getArbitration());
                } else if (request.hasPacket()) {
                    answer.apply(request.getPacket())
                            .ifPresent(packet -> responses.onNext(StreamMessageResponse.newBuilder()
                                    .setPacket(packet)
                                    .build()));
                }
            }

            @Override
            public void onError(Throwable cause) {
                leave(responses);
            }

            @Override
            public void onCompleted() {
                leave(responses);
                responses.onCompleted();
            }
        };
    }

    private synchronized void leave(StreamObserver<StreamMessageResponse> controller) {
        controllers.remove(controller);
    }

    private synchronized void arbitrate(
            StreamObserver<StreamMessageResponse> controller, MasterArbitrationUpdate update) {
        controllers.put(controller, update.getElectionId());
        Uint128 highest = controllers.values().stream()
                .max((a, b) -> Long.compareUnsigned(a.getLow(), b.getLow()))
                .orElseThrow();
        controllers.forEach((each, id) -> each.onNext(StreamMessageResponse.newBuilder()
                .setArbitration(MasterArbitrationUpdate.newBuilder()
                        .setDeviceId(update.getDeviceId())
                        .setElectionId(highest)
                        .setStatus(com.google.rpc.Status.newBuilder()
                                .setCode(id.equals(highest) ? Code.OK_VALUE : Code.ALREADY_EXISTS_VALUE)))
                .build()));
    }

    @Override
    public void capabilities(CapabilitiesRequest request, StreamObserver<CapabilitiesResponse> responses) {
        responses.onNext(CapabilitiesResponse.newBuilder()
                .setP4RuntimeApiVersion("1.3.0")
                .build());
        responses.onCompleted();
    }

    @Override
    public synchronized void getForwardingPipelineConfig(
            GetForwardingPipelineConfigRequest request, StreamObserver<GetForwardingPipelineConfigResponse> responses) {
        if (!config.hasP4Info()) {
            responses.onError(
                    Status.FAILED_PRECONDITION.withDescription("no pipeline").asRuntimeException());
            return;
        }
        responses.onNext(GetForwardingPipelineConfigResponse.newBuilder()
                .setConfig(ForwardingPipelineConfig.newBuilder().setCookie(config.getCookie()))
                .build());
        responses.onCompleted();
    }

    @Override
    public synchronized void setForwardingPipelineConfig(
            SetForwardingPipelineConfigRequest request, StreamObserver<SetForwardingPipelineConfigResponse> responses) {
        forgetEverything();
        config = request.getConfig();
        pushes++;
        responses.onNext(SetForwardingPipelineConfigResponse.getDefaultInstance());
        responses.onCompleted();
    }

    @Override
    public synchronized void write(WriteRequest request, StreamObserver<WriteResponse> responses) {
        com.google.rpc.Status.Builder status =
                com.google.rpc.Status.newBuilder().setCode(Code.UNKNOWN_VALUE);
        boolean failed = false;
        for (Update update : request.getUpdatesList()) {
            boolean refused = refuse.test(update);
            failed |= refused;
            if (!refused) {
                apply(update);
            }
            status.addDetails(Any.pack(Error.newBuilder()
                    .setCanonicalCode(refused ? Code.RESOURCE_EXHAUSTED_VALUE : Code.OK_VALUE)
                    .setMessage(refused ? "table is full" : "")
                    .build()));
        }
        notifyAll();
        if (failed) {
            responses.onError(StatusProto.toStatusRuntimeException(status.build()));
        } else {
            responses.onNext(WriteResponse.getDefaultInstance());
            responses.onCompleted();
        }
    }

    /** Returns when what was written makes the condition true; fails when that takes more than ten seconds. */
    synchronized void awaitWritten(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            long left = end - System.nanoTime();
            assertTrue(left > 0, "not written within " + PATIENCE);
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    private void apply(Update update) {
        written.add(update);
        Entity entity = update.getEntity();
        if (!entity.hasTableEntry()) {
            others.put(nameOf(entity), entity);
        } else if (update.getType() == Update.Type.DELETE) {
            tables.remove(SwitchImage.Key.of(entity.getTableEntry()));
        } else {
            tables.put(SwitchImage.Key.of(entity.getTableEntry()), entity);
        }
    }

    private static String nameOf(Entity entity) {
        return entity.hasMeterEntry()
                ? "meter " + entity.getMeterEntry().getIndex().getIndex()
                : entity.getEntityCase().name();
    }

    @Override
    public synchronized void read(ReadRequest request, StreamObserver<ReadResponse> responses) {
        ReadResponse.Builder found = ReadResponse.newBuilder();
        for (Entity wildcard : request.getEntitiesList()) {
            if (wildcard.hasTableEntry()) {
                found.addAllEntities(tables.values());
            } else if (others.containsKey(nameOf(wildcard))) {
                found.addEntities(others.get(nameOf(wildcard)));
            }
        }
        responses.onNext(found.build());
        responses.onCompleted();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
