package io.slackline.controller.device;

import java.util.Map;

/**
 * A switch as its session sees it.
 *
 * @param address HOST:PORT of its P4Runtime server
 * @param target "bmv2" for bmv2 and the embedded switch
 * @param p4runtimeVersion as it says itself; empty until asked
 * @param electionId ours
 * @param entries table name to number of entries, as reconciled last
 * @param causes cause name to packets, as polled last
 * @param reconciledWrites entries that the last reconciliation inserted, modified and deleted
 * @param error why it is not READY; empty otherwise
 */
public record SwitchView(
        String name,
        String address,
        long deviceId,
        String target,
        State state,
        String p4runtimeVersion,
        long electionId,
        Map<String, Integer> entries,
        Map<String, Long> causes,
        int reconciledWrites,
        String error) {
    public SwitchView {
        entries = Map.copyOf(entries);
        causes = Map.copyOf(causes);
    }

    /** The life of a session. */
    public enum State {
        CONNECTING,
        /** Another controller masters it. */
        BACKUP,
        RECONCILING,
        READY,
        UNREACHABLE
    }
}
