package io.slackline.controller.device;

import io.slackline.pipeline.Cause;
import io.slackline.pipeline.PuntedPacket;
import io.slackline.pipeline.inband.Handover;
import io.slackline.pipeline.inband.Head;
import io.slackline.pipeline.inband.InbandException;
import io.slackline.pipeline.inband.InbandPacket;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the packets that a switch punted. Anybody can make a switch punt, so nothing in them is trusted. */
final class PuntedPackets {
    private static final Logger log = LoggerFactory.getLogger(PuntedPackets.class);
    /** Ethernet 14, IPv4 without options 20, UDP 8: the pipeline recognises reports in no other frame. */
    private static final int IN_BAND_OFFSET = 42;

    private static final int SOURCE_MAC_OFFSET = 6;

    private final String switchName;
    private final DeviceListener listener;

    PuntedPackets(String switchName, DeviceListener listener) {
        this.switchName = switchName;
        this.listener = listener;
    }

    private void handover(InbandPacket packet) {
        if (packet instanceof Handover handover) {
            listener.onHandover(
                    switchName,
                    new AcceptedHandover(handover.functionSlot(), handover.steeringEpoch(), handover.newOwner()));
        }
    }

    void handle(PuntedPacket punted) {
        if (punted.cause() != Cause.REPORT_PUNTED && punted.cause() != Cause.HANDOVER_ACCEPTED) {
            log.debug("switch {}: punted for {}, which nobody waits for", switchName, punted.cause());
            return;
        }
        ByteBuffer frame = punted.payload().asReadOnlyByteBuffer();
        if (frame.remaining() < IN_BAND_OFFSET) {
            log.debug("switch {}: punted frame of {} bytes is too short", switchName, frame.remaining());
            return;
        }
        try {
            InbandPacket packet = InbandPacket.decode(frame.slice(IN_BAND_OFFSET, frame.remaining() - IN_BAND_OFFSET));
            if (punted.cause() == Cause.HANDOVER_ACCEPTED) {
                handover(packet);
                return;
            }
            Head head = packet.head();
            long sourceMac = frame.getLong(SOURCE_MAC_OFFSET) >>> 16;
            listener.onUnknownReporter(
                    switchName,
                    new PuntedReport(
                            punted.ingressPort(), sourceMac, head.nodeIndex(), head.token(), head.bootEpoch()));
        } catch (InbandException e) {
            log.debug("switch {}: punted packet on port {}: {}", switchName, punted.ingressPort(), e.getMessage());
        }
    }
}
