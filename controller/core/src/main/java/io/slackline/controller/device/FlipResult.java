package io.slackline.controller.device;

import java.util.List;

/**
 * The outcome of a flip.
 *
 * @param acknowledged names of the switches that hold the new steering; never empty
 * @param pending names of those that could not be reached and are caught up when they return
 * @param micros from the call to the last acknowledgement
 */
public record FlipResult(List<String> acknowledged, List<String> pending, long micros) {
    public FlipResult {
        acknowledged = List.copyOf(acknowledged);
        pending = List.copyOf(pending);
    }
}
