package io.slackline.p4switch.target;

import java.util.List;

/** Where a packet with {@code mcast_grp == groupId} goes. Group 0 means "no multicast" and cannot exist. */
public record MulticastGroup(int groupId, List<Replica> replicas) {

    public MulticastGroup {
        replicas = List.copyOf(replicas);
    }
}
