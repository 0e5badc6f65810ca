package io.slackline.p4switch.interpreter;

import io.slackline.p4switch.ir.Field;
import io.slackline.p4switch.ir.TableIr;
import io.slackline.p4switch.state.ActionSource;
import io.slackline.p4switch.state.Bits;
import io.slackline.p4switch.state.BoundAction;
import io.slackline.p4switch.state.Counter;
import io.slackline.p4switch.state.Entry;
import io.slackline.p4switch.state.KeyLayout;
import io.slackline.p4switch.state.Meter;
import io.slackline.p4switch.state.TableSnapshot;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One table: looks the key up, meters and counts, runs the action, and goes on where the action leads. */
final class TableNode extends PipelineNode {

    private final int table;
    private final int words;
    private final KeyPart[] key;
    private final ActionNode[] actions;
    private final @Nullable Field colour;
    private final boolean meterBytes;
    private final boolean timeouts;
    private final @Nullable LongNode selector;
    private final LongSupplier nanoClock;
    private final @Nullable Probe probe;
    private final @Nullable PipelineNode[] next;
    private final boolean byHit;
    private @Nullable PipelineNode hit;
    private @Nullable PipelineNode miss;
    private @Nullable PipelineNode otherwise;

    /** A key field and where it goes in the words. */
    private record KeyPart(
            int word,
            int shift,
            int limbs,
            @Nullable LongNode low,
            @Nullable WideNode wide) {}

    TableNode(
            TableIr ir,
            ActionNode[] programActions,
            Expressions exprs,
            @Nullable Field colour,
            boolean meterBytes,
            @Nullable LongNode selector,
            LongSupplier nanoClock,
            @Nullable Probe probe) {
        this.table = ir.index();
        this.actions = programActions;
        this.colour = colour;
        this.meterBytes = meterBytes;
        this.timeouts = ir.timeouts();
        this.selector = selector;
        this.nanoClock = nanoClock;
        this.probe = probe;
        this.next = new PipelineNode[ir.actions().size()];
        this.byHit = ir.hit().isPresent();
        KeyLayout layout = new KeyLayout(ir.key());
        this.words = layout.words();
        this.key = new KeyPart[ir.key().size()];
        for (int i = 0; i < key.length; i++) {
            TableIr.Key field = ir.key().get(i);
            int limbs = Math.max(1, (field.widthBits() + 63) / 64);
            long mask = Bits.mask(field.widthBits());
            LongNode low = limbs == 1 ? exprs.low(field.value()) : null;
            LongNode cut = low == null ? null : p -> low.eval(p) & mask;
            key[i] = new KeyPart(
                    layout.word(i), layout.shift(i), limbs, cut, limbs > 1 ? exprs.wide(field.value(), limbs) : null);
        }
    }

    void link(
            @Nullable PipelineNode[] nextNodes,
            @Nullable PipelineNode hitNode,
            @Nullable PipelineNode missNode,
            @Nullable PipelineNode otherwiseNode) {
        System.arraycopy(nextNodes, 0, next, 0, next.length);
        hit = hitNode;
        miss = missNode;
        otherwise = otherwiseNode;
    }

    @Override
    @Nullable
    PipelineNode step(Packet p) {
        TableSnapshot snapshot = p.forwarding.tables()[table];
        Entry entry = words == 0 ? null : snapshot.lookup(buildKey(p));
        account(snapshot, entry, p);
        BoundAction action;
        if (entry == null) {
            BoundAction own = snapshot.ownDefault();
            action = own != null ? own : resolve(snapshot.defaultAction(), p);
        } else {
            action = resolve(entry.action(), p);
        }
        if (probe != null) {
            probe.looked(p, table, entry, action);
        }
        if (action != null) {
            p.arguments = action.arguments();
            actions[action.action()].run(p);
        }
        if (probe != null) {
            probe.left(p, table);
        }
        if (byHit) {
            return entry != null ? hit : miss;
        }
        return action == null ? otherwise : next[action.position()];
    }

    private long[] buildKey(Packet p) {
        long[] built = p.key;
        for (int i = 0; i < words; i++) {
            built[i] = 0;
        }
        for (KeyPart part : key) {
            LongNode low = part.low;
            WideNode wide = part.wide;
            if (low != null) {
                built[part.word] |= low.eval(p) << part.shift;
            } else if (wide != null) {
                wide.run(p);
                System.arraycopy(p.slots, wide.slot(), built, part.word, part.limbs);
            }
        }
        return built;
    }

    private void account(TableSnapshot snapshot, @Nullable Entry entry, Packet p) {
        Meter meter = snapshot.meter(entry);
        if (meter != null && colour != null) {
            p.slots[colour.slot()] = meter.mark(meterBytes ? p.inLength : 1, p.inLength, nanoClock.getAsLong());
        }
        Counter counter = snapshot.counter(entry);
        if (counter != null) {
            counter.count(p.inLength);
        }
        if (timeouts && entry != null) {
            entry.hit(nanoClock.getAsLong());
        }
    }

    private @Nullable BoundAction resolve(@Nullable ActionSource source, Packet p) {
        return switch (source) {
            case null -> null;
            case ActionSource.Own own -> own.action();
            case ActionSource.MemberCell member -> member.action();
            case ActionSource.GroupCell group -> group.choose(selector == null ? 0 : selector.eval(p));
        };
    }
}
