package io.slackline.controller.function;

import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.ServiceAddress;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.controller.model.Snapshot;
import io.slackline.controller.steering.IpV4;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Gives functions their slots and service addresses. The first address is the one 256 above the network's, so that the first block is left to
 * infrastructure such as the report address.
 *
 * @param network where all service addresses lie
 * @param reportAddress never a function's
 */
public record AddressPool(IpV4.Network network, int reportAddress) {
    private static final int SLOTS = 1024;
    private static final int RESERVED = 256;
    private static final int DEFAULT_PORT = 8080;
    private static final int REPORT_PORT = 9560;

    /** The lowest free slot. Errors: RESOURCE_EXHAUSTED. */
    int freeSlot(Snapshot snapshot) {
        var taken = snapshot.functions().values().stream()
                .map(function -> function.spec().getSlot())
                .collect(Collectors.toSet());
        return IntStream.range(0, SLOTS)
                .filter(slot -> !taken.contains(slot))
                .findFirst()
                .orElseThrow(() -> new SlacklineException(
                        Code.RESOURCE_EXHAUSTED, "all " + SLOTS + " function slots are taken; delete a function"));
    }

    /** Fills in what the user left open. Errors: INVALID_ARGUMENT, ALREADY_EXISTS, RESOURCE_EXHAUSTED. */
    ServiceAddress assigned(Snapshot snapshot, FunctionSpec spec) {
        var asked = spec.getAddress();
        var address = asked.toBuilder();
        if (asked.getPort() == 0) {
            address.setPort(DEFAULT_PORT);
        }
        if (asked.getIp().isEmpty()) {
            address.setIp(freeAddress(snapshot));
        }
        check(spec.getName(), address.build());
        snapshot.functions().values().stream()
                .filter(other -> other.spec().getAddress().equals(address.build()))
                .findAny()
                .ifPresent(other -> {
                    throw new SlacklineException(
                            Code.ALREADY_EXISTS,
                            "function " + spec.getName() + ": the address " + describe(address.build())
                                    + " is that of function " + other.name());
                });
        return address.build();
    }

    private void check(String function, ServiceAddress address) {
        int ip;
        try {
            ip = IpV4.parse(address.getIp());
        } catch (IllegalArgumentException wrong) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT, "function " + function + ": address.ip: " + wrong.getMessage(), wrong);
        }
        if (!network.contains(ip) || ip == reportAddress) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "function " + function + ": address.ip " + address.getIp() + ": expected an address in " + network
                            + " other than the report address " + IpV4.format(reportAddress));
        }
        if (address.getPort() < 1 || address.getPort() > 65_535) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "function " + function + ": address.port " + Integer.toUnsignedString(address.getPort())
                            + ": expected 1 to 65535");
        }
        if (address.getProtocol() == Protocol.UDP && address.getPort() == REPORT_PORT) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "function " + function + ": UDP port " + REPORT_PORT + " is that of the nodes' slack reports");
        }
    }

    private String freeAddress(Snapshot snapshot) {
        var taken = snapshot.functions().values().stream()
                .map(function -> IpV4.parse(function.spec().getAddress().getIp()))
                .collect(Collectors.toSet());
        int first = network.size() > 2 * RESERVED ? RESERVED + 1 : 1;
        return IntStream.range(first, network.size() - 1)
                .map(offset -> network.base() + offset)
                .filter(ip -> ip != reportAddress && !taken.contains(ip))
                .mapToObj(IpV4::format)
                .findFirst()
                .orElseThrow(() -> new SlacklineException(
                        Code.RESOURCE_EXHAUSTED, "all service addresses of " + network + " are taken"));
    }

    private static String describe(ServiceAddress address) {
        return address.getIp() + ":" + address.getPort() + "/" + address.getProtocol();
    }
}
