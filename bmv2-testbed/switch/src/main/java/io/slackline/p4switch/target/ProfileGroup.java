package io.slackline.p4switch.target;

import java.util.List;

/**
 * A group of an action selector.
 *
 * @param maxSize limit on the sum of weights, 0 for the profile's own limit
 */
public record ProfileGroup(int groupId, int maxSize, List<WeightedMember> members) {

    public ProfileGroup {
        members = List.copyOf(members);
    }

    /**
     * A member in a group.
     *
     * @param weight at least 1
     * @param watchPort port whose loss takes the member out, or -1
     */
    public record WeightedMember(int memberId, int weight, int watchPort) {}
}
