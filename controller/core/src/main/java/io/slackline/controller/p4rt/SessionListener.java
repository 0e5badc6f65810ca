package io.slackline.controller.p4rt;

import io.grpc.Status;
import p4.v1.DigestList;
import p4.v1.PacketIn;
import p4.v1.StreamError;

/** What a switch says unasked. Calls come one at a time, on a virtual thread; they may block. */
public interface SessionListener {

    void onMastership(Mastership mastership);

    void onPacketIn(PacketIn packet);

    void onDigest(DigestList digest);

    /** The switch refused something that was sent on the stream, for example a packet-out with a wrong port. */
    void onStreamError(StreamError error);

    /** The stream has ended; nothing follows. */
    void onClosed(Status cause);
}
