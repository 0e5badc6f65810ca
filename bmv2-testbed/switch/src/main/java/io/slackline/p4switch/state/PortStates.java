package io.slackline.p4switch.state;

import java.util.BitSet;

/** Which ports are down, for members of groups that watch one. A port that nobody has reported is up. Guarded by the control lock. */
public final class PortStates {

    private final BitSet down = new BitSet();

    /** Whether a member that watches this port can be chosen; -1 watches none. */
    boolean up(int watchPort) {
        return watchPort < 0 || !down.get(watchPort);
    }

    /** True if that is a change. */
    public boolean goesUp(int port) {
        boolean changed = down.get(port);
        down.clear(port);
        return changed;
    }

    /** True if that is a change. */
    public boolean goesDown(int port) {
        boolean changed = !down.get(port);
        down.set(port);
        return changed;
    }
}
