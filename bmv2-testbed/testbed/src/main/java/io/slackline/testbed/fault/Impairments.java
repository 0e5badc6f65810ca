package io.slackline.testbed.fault;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.slackline.common.GrpcErrors;
import io.slackline.common.SlacklineException;
import io.slackline.p4switch.impair.v1.ImpairRequest;
import io.slackline.p4switch.impair.v1.Impairment;
import io.slackline.p4switch.impair.v1.PortImpairerGrpc;
import io.slackline.testbed.fault.Link.Direction;
import io.slackline.testbed.host.MissingFromEnvironment;
import io.slackline.testbed.process.Tool;
import io.slackline.testbed.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The two ways of impairing a link. Both return what heals it. */
final class Impairments {
    private static final int DEADLINE_SECONDS = 10;

    private Impairments() {}

    /** By the embedded switch at this address itself, at this port. */
    static Runnable inSwitch(Impair impair, String switchIp, int port) {
        Impairment harm = Impairment.newBuilder()
                .setLoss(impair.loss())
                .setDuplicate(impair.duplicate())
                .setCorrupt(impair.corrupt())
                .setReorder(impair.reorder())
                .setDelayUs(micros(impair.delay()))
                .setJitterUs(micros(impair.jitter()))
                .build();
        ImpairRequest.Builder request = ImpairRequest.newBuilder().setPort(port);
        if (impair.direction() != Direction.TO_HOST) {
            request.setReceived(harm);
        }
        if (impair.direction() != Direction.FROM_HOST) {
            request.setSent(harm);
        }
        tell(switchIp, request.build());
        return () -> tell(switchIp, ImpairRequest.newBuilder().setPort(port).build());
    }

    private static int micros(Duration duration) {
        return Math.toIntExact(duration.toNanos() / 1000);
    }

    private static void tell(String switchIp, ImpairRequest request) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(switchIp, Topology.P4RUNTIME_PORT)
                .usePlaintext()
                .build();
        try {
            var _ = PortImpairerGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .impair(request);
        } catch (StatusRuntimeException e) {
            throw GrpcErrors.fromStatus(e);
        } finally {
            channel.shutdownNow();
        }
    }

    /** Tries it in a network namespace that ends with the trial. Errors: MissingFromEnvironment when the kernel has no netem. */
    static void requireNetem() {
        try {
            Tool.run(
                    "iproute2",
                    List.of("unshare", "--net", "tc", "qdisc", "add", "dev", "lo", "root", "netem", "delay", "1ms"));
        } catch (SlacklineException refused) {
            throw new MissingFromEnvironment(
                    ("impair: bmv2 cannot harm packets itself, and this kernel cannot do it for it, for it has no netem (CONFIG_NET_SCH_NETEM):"
                                    + " use --switch embedded, which can, or a kernel with netem. %s")
                            .formatted(refused.getMessage()));
        }
    }

    /** By the kernel, tc-netem(8). */
    static Runnable inKernel(Impair impair, Link link) {
        List<String> netem = new ArrayList<>(List.of("netem"));
        if (!impair.delay().isZero()) {
            netem.addAll(List.of("delay", micros(impair.delay()) + "us", micros(impair.jitter()) + "us"));
        }
        percent(netem, "loss", impair.loss());
        percent(netem, "duplicate", impair.duplicate());
        percent(netem, "corrupt", impair.corrupt());
        percent(netem, "reorder", impair.reorder());
        List<Queue> queues = new ArrayList<>();
        try {
            for (Link.End sender : link.senders(impair.direction())) {
                queues.add(Queue.set(sender, netem.toArray(String[]::new)));
            }
        } catch (RuntimeException e) {
            queues.forEach(Queue::clear);
            throw e;
        }
        return () -> queues.forEach(Queue::clear);
    }

    private static void percent(List<String> netem, String name, double share) {
        if (share > 0) {
            netem.addAll(List.of(name, String.format(Locale.ROOT, "%.4f%%", 100 * share)));
        }
    }
}
