package io.slackline.p4switch.grpc;

import com.google.rpc.Code;
import io.slackline.p4switch.grpc.entity.Change;
import io.slackline.p4switch.target.TargetException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import p4.v1.Error;
import p4.v1.Update;
import p4.v1.WriteRequest;

/**
 * The updates of one Write, made in their order, whose entries packets see all at once. Under the device's write lock from beginning to end.
 *
 * <ul>
 *   <li>CONTINUE_ON_ERROR: every update is tried.
 *   <li>ROLLBACK_ON_ERROR: after the first failure the updates before it are undone, the last one first.
 *   <li>DATAPLANE_ATOMIC: the same, and no packet is processed meanwhile.
 * </ul>
 */
final class WriteBatch {

    private final ControlledDevice device;
    private final List<Update> updates;

    WriteBatch(ControlledDevice device, List<Update> updates) {
        this.device = device;
        this.updates = updates;
    }

    /**
     * Makes them.
     *
     * @return an error for each update in order, or nothing if all were made
     * @throws TargetException if none was tried
     */
    Optional<List<Error>> write(WriteRequest.Atomicity atomicity) {
        Optional<Pipeline> saved = device.pipelines().saved();
        if (saved.isPresent()) {
            return record(saved.get());
        }
        Pipeline pipeline = device.pipelines().running().orElseThrow(ControlledDevice::noPipeline);
        List<Error> errors = switch (atomicity) {
            case CONTINUE_ON_ERROR -> made(device.target()::together, () -> continueOnError(pipeline));
            case ROLLBACK_ON_ERROR -> made(device.target()::together, () -> allOrNothing(pipeline));
            case DATAPLANE_ATOMIC -> made(device.target()::atomically, () -> allOrNothing(pipeline));
            case UNRECOGNIZED ->
                throw TargetException.invalid(
                        "unknown atomicity; valid: CONTINUE_ON_ERROR, ROLLBACK_ON_ERROR," + " DATAPLANE_ATOMIC");
        };
        return failures(errors);
    }

    private static List<Error> made(Consumer<Runnable> how, Supplier<List<Error>> updates) {
        List<Error> errors = new ArrayList<>();
        how.accept(() -> errors.addAll(updates.get()));
        return errors;
    }

    private List<Error> continueOnError(Pipeline pipeline) {
        List<Error> errors = new ArrayList<>(updates.size());
        for (Update update : updates) {
            try {
                pipeline.entities().change(update).apply();
                errors.add(Statuses.ok());
            } catch (TargetException e) {
                errors.add(Statuses.error(e));
            }
        }
        return errors;
    }

    private List<Error> allOrNothing(Pipeline pipeline) {
        Deque<Runnable> done = new ArrayDeque<>();
        for (int i = 0; i < updates.size(); i++) {
            try {
                Change change = pipeline.entities().change(updates.get(i));
                Runnable undo = change.undo();
                change.apply();
                done.push(undo);
            } catch (TargetException e) {
                done.forEach(Runnable::run);
                List<Error> errors = new ArrayList<>(Collections.nCopies(updates.size(), Statuses.aborted()));
                errors.set(i, Statuses.error(e));
                return errors;
            }
        }
        return List.of();
    }

    /** A saved pipeline has no state yet: what it accepts is kept until it runs. */
    private Optional<List<Error>> record(Pipeline saved) {
        List<Error> errors = new ArrayList<>(updates.size());
        for (Update update : updates) {
            try {
                saved.entities().change(update);
                device.pipelines().record(update);
                errors.add(Statuses.ok());
            } catch (TargetException e) {
                errors.add(Statuses.error(e));
            }
        }
        return failures(errors);
    }

    private static Optional<List<Error>> failures(List<Error> errors) {
        return errors.stream().allMatch(error -> error.getCanonicalCode() == Code.OK_VALUE)
                ? Optional.empty()
                : Optional.of(errors);
    }
}
