package io.slackline.testbed.fault;

import io.slackline.common.config.Default;
import io.slackline.testbed.fault.Link.Direction;
import io.slackline.testbed.fault.Link.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Packets of a link vanish, in both directions or in one; the interfaces stay up, so nobody is told. To part the controller from an agent,
 * cut the management link of its node; to part it from the switch, that of the host {@value #SWITCH}.
 *
 * @param host a node, a client or {@code switch}
 */
public record Cut(
        String host,
        @Default("data") Network network,
        @Default("both") Direction direction) implements Fault {

    /** What the switch is called as a host of the management network. */
    public static final String SWITCH = "switch";

    /** The whole data link. */
    public static Cut of(String host) {
        return new Cut(host, Network.DATA, Direction.BOTH);
    }

    @Override
    public Injected inject(FaultTarget target) {
        List<Queue> queues = new ArrayList<>();
        try {
            for (Link.End sender : target.link(host, network).senders(direction)) {
                queues.add(Queue.set(sender, "blackhole"));
            }
        } catch (RuntimeException e) {
            queues.forEach(Queue::clear);
            throw e;
        }
        return new Injected(this, () -> queues.forEach(Queue::clear));
    }

    @Override
    public String describe() {
        String way = switch (direction) {
            case BOTH -> "";
            case FROM_HOST -> " from it";
            case TO_HOST -> " to it";
        };
        return "cut " + network.name().toLowerCase(Locale.ROOT) + " link of " + host + way;
    }
}
