package io.slackline.p4switch.grpc;

import com.google.rpc.Code;
import io.slackline.p4switch.target.TargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p4.v1.Entity;
import p4.v1.Error;

/**
 * The requests of one Read: all are answered from one state, under the device's read lock, and are sent after it is released, so
 * that a slow client holds up nobody.
 *
 * @param found all entities, in the order of the requests
 * @param errors one for each request in order, or nothing if all could be answered
 */
record ReadBatch(List<Entity> found, Optional<List<Error>> errors) {

    /**
     * Answers the requests.
     *
     * @throws TargetException if there is nothing to read from
     */
    static ReadBatch read(ControlledDevice device, List<Entity> requests) {
        if (device.pipelines().saved().isPresent()) {
            throw new TargetException(
                    TargetException.Code.FAILED_PRECONDITION,
                    "a saved pipeline waits for COMMIT and has no state to read yet");
        }
        Pipeline pipeline = device.pipelines().running().orElseThrow(ControlledDevice::noPipeline);
        List<Entity> found = new ArrayList<>();
        List<Error> errors = new ArrayList<>();
        for (Entity request : requests) {
            int before = found.size();
            try {
                pipeline.entities().read(request, found::add);
                errors.add(Statuses.ok());
            } catch (TargetException e) {
                found.subList(before, found.size()).clear();
                errors.add(Statuses.error(e));
            }
        }
        boolean good = errors.stream().allMatch(error -> error.getCanonicalCode() == Code.OK_VALUE);
        return new ReadBatch(found, good ? Optional.empty() : Optional.of(errors));
    }
}
