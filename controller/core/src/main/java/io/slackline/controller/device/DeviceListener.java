package io.slackline.controller.device;

/** What switches tell. Called on session threads, one call at a time for each switch; may block for milliseconds. */
public interface DeviceListener {
    /** A well-formed slack report of a source that no binding covers. */
    void onUnknownReporter(String switchName, PuntedReport report);

    /** A handover that was armed was fired and taken. Told once, by a packet that may be lost: ask with a probe as well. */
    void onHandover(String switchName, AcceptedHandover handover);

    /** The switch is mastered and holds what is wanted. */
    void onReady(SwitchView view);

    /** The switch was READY and is not any more. */
    void onLost(String switchName, String reason);
}
