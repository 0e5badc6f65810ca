package io.slackline.agent.invoke;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.List;

/** Header names of ours, and the rule for those that end at each hop (RFC 9110, section 7.6.1). */
public final class Headers {
    /** The node that ran the function. */
    public static final AsciiString NODE = AsciiString.cached("Slackline-Node");
    /** warm, cold or forwarded. */
    public static final AsciiString START = AsciiString.cached("Slackline-Start");

    public static final AsciiString SERVER_TIMING = AsciiString.cached("Server-Timing");
    /** Names the function in requests between agents. */
    public static final AsciiString FUNCTION = AsciiString.cached("Slackline-Function");
    /** How many agents have forwarded this request so far. */
    public static final AsciiString FORWARDED = AsciiString.cached("Slackline-Forwarded");
    /** "udp" for a datagram that travels between agents. */
    public static final AsciiString PROTOCOL = AsciiString.cached("Slackline-Protocol");
    /** The code of an error that an agent, not the function, answered with. */
    public static final AsciiString ERROR = AsciiString.cached("Slackline-Error");

    /** The path of requests that another agent answers with 204 and nothing else, however much they bring: the way to it is measured with them. */
    public static final String ECHO = "/_slackline/echo";

    private static final List<AsciiString> HOP_BY_HOP = List.of(
            HttpHeaderNames.CONNECTION,
            AsciiString.cached("keep-alive"),
            AsciiString.cached("proxy-connection"),
            HttpHeaderNames.TE,
            HttpHeaderNames.TRAILER,
            HttpHeaderNames.TRANSFER_ENCODING,
            HttpHeaderNames.UPGRADE,
            HttpHeaderNames.EXPECT);

    private Headers() {}

    /** Removes what the next hop must not see, with the fields that Connection names. */
    public static void stripHopByHop(HttpHeaders headers) {
        var connection = headers.get(HttpHeaderNames.CONNECTION);
        if (connection != null
                && !HttpHeaderValues.KEEP_ALIVE.contentEqualsIgnoreCase(connection)
                && !HttpHeaderValues.CLOSE.contentEqualsIgnoreCase(connection)) {
            for (var named : headers.getAllAsString(HttpHeaderNames.CONNECTION)) {
                for (var field : named.split(",")) {
                    if (!field.isBlank()) {
                        headers.remove(field.strip());
                    }
                }
            }
        }
        for (var name : HOP_BY_HOP) {
            headers.remove(name);
        }
    }

    /** Removes what only agents may say, so that clients cannot steer by it. */
    public static void stripInternal(HttpHeaders headers) {
        headers.remove(FUNCTION);
        headers.remove(FORWARDED);
        headers.remove(PROTOCOL);
    }
}
