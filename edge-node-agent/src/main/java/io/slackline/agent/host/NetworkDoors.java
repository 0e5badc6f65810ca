package io.slackline.agent.host;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.slackline.agent.ingress.HttpService;
import io.slackline.agent.ingress.Ingress;
import io.slackline.agent.ingress.UdpIngress;
import io.slackline.agent.invoke.Transport;
import io.slackline.api.v1.Protocol;
import io.slackline.api.v1.ServiceAddress;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Sockets on service addresses. Addresses are changed one after the other on a thread of their own, because that blocks. */
final class NetworkDoors implements ServiceDoors {
    private final Transport transport;
    private final ServiceAddresses addresses;
    private final ExecutorService changes = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("service-addresses").factory());

    NetworkDoors(Transport transport, ServiceAddresses addresses) {
        this.transport = transport;
        this.addresses = addresses;
    }

    @Override
    public CompletableFuture<Door> open(ServiceAddress address, HttpService service) {
        return CompletableFuture.runAsync(() -> addresses.add(address.getIp()), changes)
                .thenComposeAsync(_ -> listen(address, service), transport.loop());
    }

    private CompletableFuture<Door> listen(ServiceAddress address, HttpService service) {
        var where = new InetSocketAddress(InetAddress.ofLiteral(address.getIp()), address.getPort());
        ChannelFuture listening = address.getProtocol() == Protocol.UDP
                ? transport.listenUdp(where, new UdpIngress(service))
                : transport.listen(where, Ingress.initializer(service, transport.serviceTls()));
        var opened = new CompletableFuture<Door>();
        listening.addListener((ChannelFutureListener) bound -> {
            if (bound.isSuccess()) {
                opened.complete(() -> {
                    var _ = bound.channel().close();
                });
            } else {
                release(address.getIp());
                opened.completeExceptionally(new SlacklineException(
                        Code.FAILED_PRECONDITION,
                        "cannot listen on " + address.getIp() + ":" + address.getPort() + ": "
                                + bound.cause().getMessage(),
                        bound.cause()));
            }
        });
        return opened;
    }

    @Override
    public void release(String ip) {
        changes.execute(() -> addresses.remove(ip));
    }

    @Override
    public void close() {
        changes.close();
    }
}
