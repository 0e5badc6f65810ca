package io.slackline.pipeline;

/**
 * What a function answers to.
 *
 * @param ip service address, network order
 * @param protocol 6 (TCP) or 17 (UDP)
 * @param port 1..65535; UDP 9560 belongs to the in-band packets
 */
public record ServiceKey(int ip, int protocol, int port) {

    public static final int TCP = 6;
    public static final int UDP = 17;

    public ServiceKey {
        if (protocol != TCP && protocol != UDP) {
            throw new IllegalArgumentException("service protocol " + protocol + ": expected 6 (TCP) or 17 (UDP)");
        }
        Checks.range("service port", port, 1, 0xFFFF);
        if (protocol == UDP && port == Limits.INBAND_UDP_PORT) {
            throw new IllegalArgumentException(
                    "service port 9560 over UDP: reserved for in-band packets, choose another port");
        }
    }

    @Override
    public String toString() {
        return Ipv4.format(ip) + ":" + port + (protocol == TCP ? "/tcp" : "/udp");
    }
}
