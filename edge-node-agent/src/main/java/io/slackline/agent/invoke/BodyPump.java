package io.slackline.agent.invoke;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/** Writes a body to a channel, behind its head, as fast as the channel takes it. Belongs to the event loop. */
public final class BodyPump {
    /** What becomes of the body; one of the last two is called, once. */
    public interface Listener {
        /** Some of it was written. */
        default void moved() {}

        /** All of it was written; the end of the message with this future. */
        void written(ChannelFuture last);

        /** The rest will never come: the message stays incomplete. */
        void broken(String why);
    }

    private final BodyStream body;
    private final Channel channel;
    private final Listener listener;
    private boolean running;
    private boolean done;

    public BodyPump(BodyStream body, Channel channel, Listener listener) {
        this.body = body;
        this.channel = channel;
        this.listener = listener;
    }

    /** Once the head has been written. */
    public void start() {
        body.onChange(this::run);
        run();
        channel.flush();
    }

    /** Writes nothing more and tells nothing more; the body stays as it is. */
    public void stop() {
        done = true;
    }

    private @Nullable ByteBuf next() {
        return channel.isWritable() ? body.poll() : null;
    }

    /** Also to be called when the channel has become writable again. */
    public void run() {
        if (running || done) {
            return;
        }
        running = true;
        boolean moved = false;
        for (var piece = next(); piece != null; piece = next()) {
            var _ = channel.write(new DefaultHttpContent(piece));
            moved = true;
        }
        running = false;
        if (body.failure().isPresent()) {
            done = true;
            listener.broken(body.failure().get());
        } else if (body.over()) {
            done = true;
            listener.written(channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT));
        } else if (moved) {
            channel.flush();
            listener.moved();
        }
    }
}
