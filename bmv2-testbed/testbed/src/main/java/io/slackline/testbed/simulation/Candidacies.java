package io.slackline.testbed.simulation;

import io.slackline.pipeline.Limits;
import io.slackline.pipeline.PipelineEntry;
import io.slackline.pipeline.PipelineEntry.Choice;
import io.slackline.pipeline.Steering;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Which nodes a switch's candidate tables hold, followed through all that is written to it. What is deleted is not used any more and may stay. */
final class Candidacies {
    private record Group(Choice choice, int number) {}

    private final Map<Group, int[]> groups = new HashMap<>();
    private final Map<Integer, Steering.BySlack> bySlack = new HashMap<>();

    void written(PipelineEntry entry) {
        switch (entry) {
            case PipelineEntry.Candidate candidate ->
                groups.computeIfAbsent(
                                        new Group(candidate.choice(), candidate.group()),
                                        _ -> new int[Limits.GROUP_SLOTS])[candidate.index()] =
                        candidate.node();
            case PipelineEntry.Service service -> steered(service.steering());
            default -> {}
        }
    }

    private void steered(Steering steering) {
        if (steering instanceof Steering.BySlack slack) {
            bySlack.put(steering.slot(), slack);
        } else {
            bySlack.remove(steering.slot());
        }
    }

    /** The candidates that a function steered by slack has in a turn; none where it is steered otherwise. */
    void ofTurn(int slot, int turn, IntConsumer node) {
        Steering.BySlack steering = bySlack.get(slot);
        if (steering != null) {
            int index = turn & (Limits.GROUP_SLOTS - 1);
            give(groups.get(new Group(Choice.FIRST, steering.group())), index, node);
            give(groups.get(new Group(Choice.SECOND, steering.group())), index, node);
            give(groups.get(new Group(Choice.OFFLOAD, steering.rules().offloadGroup())), index, node);
        }
    }

    private static void give(int @Nullable [] group, int index, IntConsumer node) {
        if (group != null) {
            node.accept(group[index]);
        }
    }
}
