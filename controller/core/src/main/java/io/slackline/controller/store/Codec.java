package io.slackline.controller.store;

import io.slackline.controller.device.Candidates;
import io.slackline.controller.model.AssignmentEntry;
import io.slackline.controller.model.Attachment;
import io.slackline.controller.model.FunctionEntry;
import io.slackline.controller.model.Migration;
import io.slackline.controller.model.MigrationState;
import io.slackline.controller.model.NodeEntry;
import io.slackline.controller.model.Policy;
import io.slackline.controller.model.PolicyKey;
import io.slackline.controller.model.Steering;
import io.slackline.controller.store.v1.StoredAssignment;
import io.slackline.controller.store.v1.StoredAttachment;
import io.slackline.controller.store.v1.StoredFunction;
import io.slackline.controller.store.v1.StoredMigration;
import io.slackline.controller.store.v1.StoredNode;
import io.slackline.controller.store.v1.StoredOffload;
import io.slackline.controller.store.v1.StoredPolicy;
import io.slackline.controller.store.v1.StoredSteering;
import io.slackline.controller.store.v1.StoredStep;
import java.util.EnumMap;
import java.util.Optional;
import java.util.TreeMap;

/** Between the model's values and their stored form. Both ways are total: what was stored by this schema version can be read. */
final class Codec {
    private Codec() {}

    static StoredNode stored(NodeEntry node) {
        var stored = StoredNode.newBuilder()
                .setDescription(node.description())
                .setIndex(node.index())
                .setToken(node.token())
                .setBootEpoch(node.bootEpoch())
                .setJoinedUs(node.joinedMicros())
                .setDraining(node.draining());
        for (var attachment : node.attachments()) {
            stored.addAttachments(StoredAttachment.newBuilder()
                    .setSwitchName(attachment.switchName())
                    .setPort(attachment.port())
                    .setMac(attachment.mac()));
        }
        return stored.build();
    }

    static NodeEntry node(StoredNode stored) {
        return new NodeEntry(
                stored.getDescription(),
                stored.getIndex(),
                stored.getToken(),
                stored.getBootEpoch(),
                stored.getJoinedUs(),
                stored.getDraining(),
                stored.getAttachmentsList().stream()
                        .map(held -> new Attachment(held.getSwitchName(), held.getPort(), held.getMac()))
                        .toList());
    }

    static StoredFunction stored(FunctionEntry function) {
        var stored = StoredFunction.newBuilder()
                .setSpec(function.spec())
                .setSteering(stored(function.steering()))
                .setCreatedUs(function.createdMicros());
        function.assignments()
                .forEach((node, assignment) -> stored.addAssignments(StoredAssignment.newBuilder()
                        .setNode(node)
                        .setRole(assignment.role())
                        .setForwardTo(assignment.forwardTo())
                        .setDrainDeadlineMs(assignment.drainDeadlineMillis())
                        .setGeneration(assignment.generation())));
        return stored.build();
    }

    static FunctionEntry function(StoredFunction stored) {
        var assignments = new TreeMap<String, AssignmentEntry>();
        for (var held : stored.getAssignmentsList()) {
            assignments.put(
                    held.getNode(),
                    new AssignmentEntry(
                            held.getRole(), held.getForwardTo(), held.getDrainDeadlineMs(), held.getGeneration()));
        }
        return new FunctionEntry(stored.getSpec(), steering(stored.getSteering()), assignments, stored.getCreatedUs());
    }

    private static StoredSteering stored(Steering steering) {
        var stored = StoredSteering.newBuilder().setMode(steering.mode()).setEpoch(steering.epoch());
        for (var candidate : steering.candidates()) {
            stored.addCandidatesBuilder().setNode(candidate.node()).setShare(candidate.share());
        }
        steering.slots().ifPresent(slots -> stored.addAllFirst(slots.first()).addAllSecond(slots.second()));
        steering.offload()
                .ifPresent(offload -> stored.setOffload(StoredOffload.newBuilder()
                        .setGroup(offload.group())
                        .addAllNodes(offload.nodes())
                        .addAllSlots(offload.slots())));
        return stored.build();
    }

    private static Steering steering(StoredSteering stored) {
        return new Steering(
                stored.getMode(),
                stored.getEpoch(),
                stored.getCandidatesList().stream()
                        .map(held -> new Steering.Share(held.getNode(), held.getShare()))
                        .toList(),
                stored.getFirstCount() == 0
                        ? Optional.empty()
                        : Optional.of(new Candidates(stored.getFirstList(), stored.getSecondList())),
                stored.hasOffload()
                        ? Optional.of(new Steering.Offload(
                                stored.getOffload().getGroup(),
                                stored.getOffload().getNodesList(),
                                stored.getOffload().getSlotsList()))
                        : Optional.empty());
    }

    static StoredPolicy stored(Policy policy) {
        var stored = StoredPolicy.newBuilder();
        policy.changed().forEach((key, value) -> stored.putSettings(key.text(), value));
        return stored.build();
    }

    /** A setting that this release does not know any more is left out. */
    static Policy policy(StoredPolicy stored) {
        var changed = new EnumMap<PolicyKey, String>(PolicyKey.class);
        stored.getSettingsMap().forEach((text, value) -> PolicyKey.of(text).ifPresent(key -> changed.put(key, value)));
        return new Policy(changed);
    }

    static StoredMigration stored(Migration migration) {
        var plan = migration.plan();
        var stored = StoredMigration.newBuilder()
                .setNumber(migration.number())
                .setKind(migration.kind().name())
                .setFunction(migration.function())
                .setFrom(migration.from())
                .setTo(migration.to())
                .setCause(migration.cause().name())
                .setState(migration.state().name())
                .setReason(migration.reason())
                .setFlipUs(migration.flipMicros())
                .setDrainDeadlineMs(plan.drainDeadlineMillis())
                .setSpecBefore(plan.specBefore())
                .setSpecAfter(plan.specAfter())
                .setSteeringBefore(stored(plan.before()))
                .setSteeringAfter(stored(plan.after()))
                .addAllJoiners(plan.joiners())
                .addAllForwarders(plan.forwarders())
                .addAllLeavers(plan.leavers())
                .setHandover(plan.switchover() == Migration.Switchover.HANDOVER);
        for (var step : migration.steps()) {
            stored.addSteps(
                    StoredStep.newBuilder().setState(step.state().name()).setEnteredUs(step.enteredMicros()));
        }
        return stored.build();
    }

    static Migration migration(StoredMigration stored) {
        var plan = new Migration.Plan(
                stored.getSpecBefore(),
                stored.getSpecAfter(),
                steering(stored.getSteeringBefore()),
                steering(stored.getSteeringAfter()),
                stored.getJoinersList(),
                stored.getForwardersList(),
                stored.getLeaversList(),
                stored.getDrainDeadlineMs(),
                stored.getHandover() ? Migration.Switchover.HANDOVER : Migration.Switchover.MODIFY);
        return new Migration(
                stored.getNumber(),
                Migration.Kind.valueOf(stored.getKind()),
                stored.getFunction(),
                stored.getFrom(),
                stored.getTo(),
                Migration.Cause.valueOf(stored.getCause()),
                plan,
                stored.getReason(),
                stored.getStepsList().stream()
                        .map(step -> new Migration.Step(MigrationState.valueOf(step.getState()), step.getEnteredUs()))
                        .toList(),
                stored.getFlipUs());
    }
}
