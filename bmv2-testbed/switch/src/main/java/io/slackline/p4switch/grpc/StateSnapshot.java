package io.slackline.p4switch.grpc;

import io.slackline.p4switch.target.CloneSession;
import io.slackline.p4switch.target.CounterValue;
import io.slackline.p4switch.target.DigestConfig;
import io.slackline.p4switch.target.DirectCells;
import io.slackline.p4switch.target.MatchValue;
import io.slackline.p4switch.target.MeterCounts;
import io.slackline.p4switch.target.MulticastGroup;
import io.slackline.p4switch.target.P4Target;
import io.slackline.p4switch.target.ProfileGroup;
import io.slackline.p4switch.target.ProfileMember;
import io.slackline.p4switch.target.Program;
import io.slackline.p4switch.target.TableAction;
import io.slackline.p4switch.target.TableKey;
import io.slackline.p4switch.target.TargetException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All state that controllers and packets have put into a target, by names, so that it can be put into another program that has the
 * same objects. Taken and restored under the device's lock.
 */
final class StateSnapshot {

    private final List<Runnable> steps = new ArrayList<>();
    private final P4Target target;

    private StateSnapshot(P4Target target) {
        this.target = target;
    }

    /** Reads the state of the running program. */
    static StateSnapshot take(P4Target target) {
        StateSnapshot snapshot = new StateSnapshot(target);
        target.program().ifPresent(snapshot::capture);
        return snapshot;
    }

    /**
     * Writes it into the program that runs now, which has no state yet.
     *
     * @throws TargetException for the first thing that does not fit; what came before it has been written
     */
    void restore() {
        steps.forEach(Runnable::run);
    }

    private void capture(Program program) {
        target.multicastGroups().forEach(this::add);
        target.cloneSessions().forEach(this::add);
        program.valueSets().forEach(this::captureValueSet);
        program.actionProfiles().forEach(this::captureProfile);
        program.tables().forEach(this::captureTable);
        program.counters().forEach(this::captureCounter);
        program.meters().forEach(this::captureMeter);
        program.registers().forEach(this::captureRegister);
        program.digests().forEach(this::captureDigest);
    }

    private void add(MulticastGroup group) {
        steps.add(() -> target.insertMulticastGroup(group));
    }

    private void add(CloneSession session) {
        steps.add(() -> target.insertCloneSession(session));
    }

    private void captureValueSet(String name) {
        List<MatchValue> members = target.valueSet(name);
        if (!members.isEmpty()) {
            steps.add(() -> target.setValueSet(name, members));
        }
    }

    private void captureProfile(Program.ActionProfile profile) {
        String name = profile.name();
        for (ProfileMember member : target.members(name)) {
            steps.add(() -> target.insertMember(name, member));
        }
        if (profile.selector()) {
            for (ProfileGroup group : target.groups(name)) {
                steps.add(() -> target.insertGroup(name, group));
            }
        }
    }

    private void captureTable(Program.Table table) {
        String name = table.name();
        if (!table.constantDefault()) {
            Optional<TableAction> action = target.defaultAction(name);
            action.ifPresent(present -> steps.add(() -> {
                if (!target.defaultAction(name).equals(action)) {
                    target.setDefaultAction(name, present);
                }
            }));
        }
        target.directCells(name, TableKey.DEFAULT).ifPresent(cells -> captureCells(name, TableKey.DEFAULT, cells));
        if (table.constantEntries()) {
            target.entries(name).forEach(entry -> captureCells(name, entry.key(), entry.cells()));
            return;
        }
        // The program may begin with entries that controllers have deleted since.
        steps.add(() -> target.entries(name).forEach(entry -> target.delete(name, entry.key())));
        target.entries(name).forEach(entry -> steps.add(() -> target.insert(name, entry)));
    }

    private void captureCells(String table, TableKey key, DirectCells cells) {
        cells.meter().ifPresent(config -> steps.add(() -> target.setDirectMeter(table, key, Optional.of(config))));
        cells.marked().ifPresent(counts -> steps.add(() -> target.setDirectMeterCounts(table, key, counts)));
        cells.counter().ifPresent(value -> steps.add(() -> target.setDirectCounter(table, key, value)));
    }

    private void captureCounter(Program.ArrayInfo counter) {
        List<CounterValue> values = target.counters(counter.name());
        for (int i = 0; i < values.size(); i++) {
            int index = i;
            CounterValue value = values.get(i);
            if (!value.equals(CounterValue.ZERO)) {
                steps.add(() -> target.setCounter(counter.name(), index, value));
            }
        }
    }

    private void captureMeter(Program.ArrayInfo meter) {
        for (long i = 0; i < meter.size(); i++) {
            long index = i;
            target.meter(meter.name(), i)
                    .ifPresent(config -> steps.add(() -> target.setMeter(meter.name(), index, Optional.of(config))));
            MeterCounts counts = target.meterCounts(meter.name(), i);
            if (!counts.equals(MeterCounts.ZERO)) {
                steps.add(() -> target.setMeterCounts(meter.name(), index, counts));
            }
        }
    }

    private void captureRegister(Program.ArrayInfo register) {
        List<BigInteger> values = target.registers(register.name());
        for (int i = 0; i < values.size(); i++) {
            int index = i;
            BigInteger value = values.get(i);
            if (value.signum() != 0) {
                steps.add(() -> target.setRegister(register.name(), index, value));
            }
        }
    }

    private void captureDigest(Program.Digest digest) {
        Optional<DigestConfig> config = target.digestConfig(digest.name());
        config.ifPresent(present -> steps.add(() -> target.configureDigest(digest.name(), present)));
    }
}
