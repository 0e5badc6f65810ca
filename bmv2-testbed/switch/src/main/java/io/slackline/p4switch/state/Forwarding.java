package io.slackline.p4switch.state;

import java.util.Collection;

/**
 * One immutable version of everything that the control plane writes and a packet reads: read once at the start of a packet, so that the
 * packet sees one version of every table for its whole life.
 *
 * @param tables by table index
 * @param valueSets by value set index
 */
@SuppressWarnings("ArrayRecordComponent")
public record Forwarding(TableSnapshot[] tables, Replication replication, ValueSet[] valueSets) {

    Forwarding with(Collection<Table> changed) {
        TableSnapshot[] next = tables.clone();
        changed.forEach(table -> next[table.ir().index()] = table.snapshot());
        return new Forwarding(next, replication, valueSets);
    }

    Forwarding with(Replication next) {
        return new Forwarding(tables, next, valueSets);
    }

    Forwarding with(int index, ValueSet set) {
        ValueSet[] next = valueSets.clone();
        next[index] = set;
        return new Forwarding(tables, replication, next);
    }
}
