package io.slackline.p4switch.compiled;

import io.slackline.p4switch.interpreter.LongNode;
import io.slackline.p4switch.interpreter.Packet;
import io.slackline.p4switch.ir.ActionIr;
import io.slackline.p4switch.ir.ArrayIr;
import io.slackline.p4switch.ir.ProgramIr;
import io.slackline.p4switch.ir.TableIr;
import io.slackline.p4switch.state.Bits;
import io.slackline.p4switch.state.BoundAction;
import io.slackline.p4switch.state.Counter;
import io.slackline.p4switch.state.Entry;
import io.slackline.p4switch.state.Forwarding;
import io.slackline.p4switch.state.KeyLayout;
import io.slackline.p4switch.state.Meter;
import io.slackline.p4switch.state.RowLayout;
import io.slackline.p4switch.state.TableSnapshot;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.SwitchCase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Writes the application of a table as a method. It gives 1 or 0 for hit or miss where the program asks for that, else the position
 * of the action among the table's, or {@link #NOTHING}.
 */
final class TableWriter {

    static final int NOTHING = -1;

    private final Body body;
    private final CodeBuilder code;
    private final TableIr table;
    private final ProgramIr ir;
    private final KeyLayout layout;

    /** Whether the rows of the hash table are all that a packet needs. */
    private final boolean complete;

    TableWriter(Body body, TableIr table) {
        this.body = body;
        this.code = body.code();
        this.table = table;
        this.ir = body.nodes().ir();
        this.layout = new KeyLayout(table.key());
        this.complete = RowLayout.complete(table, ir);
    }

    static String name(TableIr table) {
        return "table" + table.index();
    }

    void write() {
        int snapshot = code.allocateLocal(TypeKind.REFERENCE);
        int entry = code.allocateLocal(TypeKind.REFERENCE);
        body.pushField("forwarding", Forwarding.class)
                .code()
                .invokevirtual(Types.of(Forwarding.class), "tables", Types.method(TableSnapshot[].class))
                .loadConstant(table.index())
                .aaload()
                .astore(snapshot);
        int hit = code.allocateLocal(TypeKind.INT);
        lookup(snapshot, entry, hit);
        account(snapshot, entry);
        Label nothing = code.newLabel();
        int position = code.allocateLocal(TypeKind.INT);
        int arguments = code.allocateLocal(TypeKind.REFERENCE);
        if (table.profile() < 0) {
            own(snapshot, entry, hit, position, arguments, nothing);
        } else {
            shared(snapshot, entry, position, arguments, nothing);
        }
        run(entry, hit, position, arguments, nothing);
    }

    private void jumpIfMissed(int entry, int hit, Label target) {
        if (complete) {
            code.iload(hit).ifeq(target);
        } else {
            code.aload(entry).ifnull(target);
        }
    }

    /** The entry's action, which it holds itself, or else the default. */
    private void own(int snapshot, int entry, int hit, int position, int arguments, Label nothing) {
        Label missed = code.newLabel();
        Label found = code.newLabel();
        jumpIfMissed(entry, hit, missed);
        if (complete) {
            unpackRow(position, arguments);
        } else {
            code.aload(entry)
                    .invokevirtual(Types.of(Entry.class), "position", Types.method(int.class))
                    .istore(position)
                    .aload(entry)
                    .invokevirtual(Types.of(Entry.class), "arguments", Types.method(long[].class))
                    .astore(arguments);
        }
        code.goto_(found)
                .labelBinding(missed)
                .aload(snapshot)
                .invokevirtual(Types.of(TableSnapshot.class), "ownDefault", Types.method(BoundAction.class));
        unpack(position, arguments, nothing);
        code.labelBinding(found);
    }

    private void unpackRow(int position, int arguments) {
        int rows = code.allocateLocal(TypeKind.REFERENCE);
        int at = code.allocateLocal(TypeKind.INT);
        body.pushField("place", TableSnapshot.Place.class)
                .code()
                .dup()
                .getfield(Types.of(TableSnapshot.Place.class), "rows", Types.LONGS)
                .astore(rows)
                .getfield(Types.of(TableSnapshot.Place.class), "at", Types.of(int.class))
                .istore(at);
        code.aload(rows)
                .iload(at)
                .laload()
                .l2i()
                .loadConstant(RowLayout.FIRST_ACTION)
                .isub()
                .istore(position);
        body.pushField("rowArguments", long[].class).code().astore(arguments);
        for (int limb = 0; limb < RowLayout.argumentLimbs(table, ir); limb++) {
            code.aload(arguments).loadConstant(limb);
            code.aload(rows).iload(at).loadConstant(1 + limb).iadd().laload().lastore();
        }
    }

    private void shared(int snapshot, int entry, int position, int arguments, Label nothing) {
        int selector = ir.profiles().get(table.profile()).selector();
        LongNode hash = selector < 0 ? _ -> 0 : body.nodes().calculation(selector);
        code.aload(snapshot).aload(entry);
        body.push(hash, LongNode.class).code().aload(Body.PACKET);
        body.call("shared", BoundAction.class, TableSnapshot.class, Entry.class, LongNode.class, Packet.class);
        unpack(position, arguments, nothing);
    }

    /** Takes the action on the stack apart. */
    private void unpack(int position, int arguments, Label nothing) {
        int action = code.allocateLocal(TypeKind.REFERENCE);
        code.astore(action).aload(action).ifnull(nothing);
        code.aload(action)
                .invokevirtual(Types.of(BoundAction.class), "position", Types.method(int.class))
                .istore(position)
                .aload(action)
                .invokevirtual(Types.of(BoundAction.class), "arguments", Types.method(long[].class))
                .astore(arguments);
    }

    private void lookup(int snapshot, int entry, int hit) {
        if (layout.words() == 0) {
            code.aconst_null().checkcast(Types.of(Entry.class)).astore(entry);
            return;
        }
        boolean few = layout.words() <= 2;
        code.aload(snapshot);
        List<Integer> wide = new ArrayList<>();
        int key = code.allocateLocal(TypeKind.REFERENCE);
        if (!few) {
            body.pushField("key", long[].class).code().astore(key);
        }
        for (int word = 0; word < layout.words(); word++) {
            if (!few) {
                code.aload(key).loadConstant(word);
            }
            code.lconst_0();
            for (int i = 0; i < table.key().size(); i++) {
                TableIr.Key field = table.key().get(i);
                int limbs = Math.max(1, (field.widthBits() + 63) / 64);
                if (layout.word(i) == word && limbs == 1) {
                    body.pushValue(field.value());
                    code.loadConstant(Bits.mask(field.widthBits()))
                            .land()
                            .loadConstant(layout.shift(i))
                            .lshl()
                            .lor();
                } else if (limbs > 1 && word >= layout.word(i) && word < layout.word(i) + limbs) {
                    wide(field, limbs, word - layout.word(i), wide);
                    code.lor();
                }
            }
            if (!few) {
                code.lastore();
            }
        }
        if (complete) {
            find(snapshot, entry, hit);
            return;
        }
        if (!few) {
            code.aload(key)
                    .invokevirtual(Types.of(TableSnapshot.class), "lookup", Types.method(Entry.class, long[].class));
        } else if (layout.words() == 1) {
            code.invokevirtual(Types.of(TableSnapshot.class), "lookup", Types.method(Entry.class, long.class));
        } else {
            code.invokevirtual(
                    Types.of(TableSnapshot.class), "lookup", Types.method(Entry.class, long.class, long.class));
        }
        code.astore(entry);
    }

    /** Finds the row of the key on the stack, and the entry only where that is counted, metered or aged. */
    private void find(int snapshot, int entry, int hit) {
        body.pushField("place", TableSnapshot.Place.class);
        code.invokevirtual(
                        Types.of(TableSnapshot.class),
                        "find",
                        layout.words() == 1
                                ? Types.method(boolean.class, long.class, TableSnapshot.Place.class)
                                : Types.method(boolean.class, long.class, long.class, TableSnapshot.Place.class))
                .istore(hit);
        if (accounted()) {
            Label missed = code.newLabel();
            Label end = code.newLabel();
            code.iload(hit).ifeq(missed).aload(snapshot);
            body.pushField("place", TableSnapshot.Place.class);
            code.invokevirtual(
                            Types.of(TableSnapshot.class),
                            "entry",
                            Types.method(Entry.class, TableSnapshot.Place.class))
                    .astore(entry)
                    .goto_(end)
                    .labelBinding(missed)
                    .aconst_null()
                    .checkcast(Types.of(Entry.class))
                    .astore(entry)
                    .labelBinding(end);
        }
    }

    private boolean accounted() {
        return table.directMeter() >= 0
                || table.timeouts()
                || table.directCounter().isPresent();
    }

    /** Pushes a limb of a wide field; the first limb has the node compute all of them. */
    private void wide(TableIr.Key field, int limbs, int limb, List<Integer> slot) {
        if (limb == 0) {
            int local = code.allocateLocal(TypeKind.INT);
            slot.clear();
            slot.add(local);
            body.pushNode(body.nodes().wide(field.value(), limbs));
            code.l2i().istore(local);
        }
        code.aload(Body.ARENA).iload(slot.getFirst()).loadConstant(limb).iadd().laload();
    }

    /** Direct meter and direct counter of the entry that was hit or of the default entry, and the age of the former. */
    private void account(int snapshot, int entry) {
        if (table.directMeter() >= 0) {
            meter(snapshot, entry, ir.directMeters().get(table.directMeter()));
        }
        if (table.directCounter().isPresent()) {
            Label none = code.newLabel();
            int counter = code.allocateLocal(TypeKind.REFERENCE);
            code.aload(snapshot)
                    .aload(entry)
                    .invokevirtual(Types.of(TableSnapshot.class), "counter", Types.method(Counter.class, Entry.class))
                    .astore(counter)
                    .aload(counter)
                    .ifnull(none)
                    .aload(counter);
            body.pushInt("inLength")
                    .code()
                    .invokevirtual(Types.of(Counter.class), "count", Types.method(void.class, int.class))
                    .labelBinding(none);
        }
        if (table.timeouts()) {
            Label missed = code.newLabel();
            code.aload(entry).ifnull(missed).aload(entry);
            now();
            code.invokevirtual(Types.of(Entry.class), "hit", Types.method(void.class, long.class))
                    .labelBinding(missed);
        }
    }

    private void meter(int snapshot, int entry, ArrayIr.DirectMeter declared) {
        Label none = code.newLabel();
        int meter = code.allocateLocal(TypeKind.REFERENCE);
        code.aload(snapshot)
                .aload(entry)
                .invokevirtual(Types.of(TableSnapshot.class), "meter", Types.method(Meter.class, Entry.class))
                .astore(meter)
                .aload(meter)
                .ifnull(none);
        body.startStore(declared.colour().slot()).code().aload(meter);
        if (declared.bytes()) {
            body.pushInt("inLength");
        } else {
            code.iconst_1();
        }
        body.pushInt("inLength");
        now();
        code.invokevirtual(Types.of(Meter.class), "mark", Types.method(int.class, int.class, int.class, long.class))
                .i2l()
                .lastore()
                .labelBinding(none);
    }

    private void now() {
        body.push(body.nodes().environment().nanoClock(), LongSupplier.class)
                .code()
                .invokeinterface(Types.of(LongSupplier.class), "getAsLong", Types.method(long.class));
    }

    private void run(int entry, int hitLocal, int position, int arguments, Label nothing) {
        Label hit = code.newLabel();
        Label miss = code.newLabel();
        boolean byHit = table.hit().isPresent();
        // Nodes of the interpreter that an action calls find the arguments in the packet.
        code.aload(Body.PACKET).aload(arguments).putfield(Types.PACKET, "arguments", Types.LONGS);
        List<SwitchCase> cases = new ArrayList<>();
        for (int i = 0; i < table.actions().size(); i++) {
            cases.add(SwitchCase.of(i, code.newLabel()));
        }
        if (!cases.isEmpty()) {
            code.iload(position).tableswitch(nothing, cases);
        }
        for (SwitchCase c : cases) {
            ActionIr called = ir.actions().get(table.actions().get(c.caseValue()));
            code.labelBinding(c.target())
                    .aload(Body.PACKET)
                    .aload(Body.ARENA)
                    .aload(arguments)
                    .invokestatic(Compiler.SELF, ActionWriter.name(called), Types.ACTION);
            if (byHit) {
                code.goto_(hit);
            } else {
                code.loadConstant(c.caseValue()).ireturn();
            }
        }
        code.labelBinding(nothing);
        if (!byHit) {
            code.labelBinding(hit).labelBinding(miss).loadConstant(NOTHING).ireturn();
            return;
        }
        code.labelBinding(hit);
        jumpIfMissed(entry, hitLocal, miss);
        code.iconst_1().ireturn().labelBinding(miss).iconst_0().ireturn();
    }
}
