package io.slackline.controller.device;

import io.slackline.controller.ControllerConfig.SwitchConfig;
import io.slackline.controller.p4rt.SwitchTables;
import io.slackline.pipeline.Learned;
import io.slackline.pipeline.PipelineEntry;
import io.slackline.pipeline.SlacklinePipeline;
import io.slackline.pipeline.Table;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import p4.v1.DigestList;
import p4.v1.Entity;
import p4.v1.TableEntry;
import p4.v1.Update;

/**
 * Writes to one switch as its primary, always as the difference between what is wanted and the {@link SwitchImage}.
 *
 * <p>The order of writes is the commit rule (docs/decisions): what a service refers to, then one INSERT or MODIFY for the service,
 * then deletions. Candidate groups that no service names any more are left for {@value #SWEEP_AFTER_SECONDS} s, because a packet that
 * matched the old service entry may still be on its way to the group. Owned by the session thread.
 */
final class SwitchWriter {
    private static final int SWEEP_AFTER_SECONDS = 2;

    private final SwitchConfig config;
    private final SlacklinePipeline pipeline;
    private final SwitchTables session;
    private final SwitchStatus status;
    private final InstantSource clock;
    private final SwitchImage image = new SwitchImage();
    private Instant sweepAt = Instant.MAX;

    SwitchWriter(
            SwitchConfig config,
            SlacklinePipeline pipeline,
            SwitchTables session,
            SwitchStatus status,
            InstantSource clock) {
        this.config = config;
        this.pipeline = pipeline;
        this.session = session;
        this.status = status;
        this.clock = clock;
    }

    /**
     * Reads what the switch holds, and writes what is missing or wrong.
     *
     * @return the number of updates written; 0 when everything was right already
     */
    int takeOver(DesiredState desired) {
        image.clear();
        image.adopt(session.read(List.of(Entity.newBuilder()
                .setTableEntry(TableEntry.getDefaultInstance())
                .build())));
        List<Update> fixtures = new Fixtures(config, pipeline).missing(session);
        session.write(fixtures);
        int written = fixtures.size() + reconcile(desired);
        publishSizes();
        return written;
    }

    /** Makes the tables hold what is wanted; learnt L2 entries are left alone. Returns the number of updates. */
    int reconcile(DesiredState desired) {
        Wanted wanted = Wanted.of(config, desired, pipeline);
        List<Update> updates = new ArrayList<>();
        addTowards(wanted.referred().values(), updates);
        addTowards(wanted.services().values(), updates);
        updates.addAll(image.without(inTable(Table.SERVICE), wanted.services()));
        updates.addAll(image.without(this::isBoundToServices, wanted.referred()));
        write(updates);
        if (!image.without(this::isCandidate, wanted.referred()).isEmpty()) {
            scheduleSweep();
        }
        return updates.size();
    }

    /** Writes one service: its address, its candidates and the nodes they may name first, then its one entry. */
    void flip(ServiceSteering steering, DesiredState desired) {
        List<Update> referred = new ArrayList<>();
        var network = new SwitchNetwork(config.networkOrBridge(), pipeline);
        addTowards(List.of(network.localAddress(steering.key().ip())), referred);
        addTowards(Wanted.nodesOf(config, desired, pipeline), referred);
        addTowards(Wanted.candidatesOf(steering, pipeline), referred);
        write(referred);
        write(image.towards(Wanted.serviceOf(steering, pipeline)));
        scheduleSweep();
    }

    /** Deletes candidate groups that were given up long enough ago. */
    void sweepWhenDue(DesiredState desired) {
        if (clock.instant().isBefore(sweepAt)) {
            return;
        }
        sweepAt = Instant.MAX;
        Wanted wanted = Wanted.of(config, desired, pipeline);
        write(image.without(this::isCandidate, wanted.referred()));
    }

    /** Installs addresses that the switch has seen, moves those that changed their port, and acknowledges the list. */
    void learn(DigestList digest) {
        Map<SwitchImage.Key, TableEntry> wanted = new HashMap<>();
        List<Update> updates = new ArrayList<>();
        for (Learned learned : pipeline.decodeLearn(digest)) {
            TableEntry source = pipeline.l2Source(learned.mac(), learned.port());
            wanted.put(SwitchImage.Key.of(source), source);
            image.matching(inTable(Table.L2_SOURCE)).stream()
                    .filter(entry -> pipeline.decode(entry) instanceof PipelineEntry.KnownSource known
                            && known.mac().equals(learned.mac()))
                    .filter(entry -> !wanted.containsKey(SwitchImage.Key.of(entry)))
                    .map(entry -> SwitchImage.update(Update.Type.DELETE, entry))
                    .forEach(updates::add);
            TableEntry destination = pipeline.l2(learned.mac(), learned.port());
            wanted.put(SwitchImage.Key.of(destination), destination);
        }
        addTowards(wanted.values(), updates);
        write(updates);
        session.acknowledge(digest.getDigestId(), digest.getListId());
    }

    private void addTowards(Collection<TableEntry> wanted, List<Update> updates) {
        wanted.forEach(entry -> updates.addAll(image.towards(entry)));
    }

    private void write(List<Update> updates) {
        if (updates.isEmpty()) {
            return;
        }
        session.write(updates);
        updates.forEach(image::apply);
        publishSizes();
    }

    private void publishSizes() {
        Map<Integer, Integer> sizes = image.sizes();
        Map<String, Integer> byName = new HashMap<>();
        for (Table table : Table.values()) {
            byName.put(table.p4Name(), sizes.getOrDefault(pipeline.tableId(table), 0));
        }
        status.entries(byName);
    }

    private void scheduleSweep() {
        if (sweepAt.equals(Instant.MAX)) {
            sweepAt = clock.instant().plus(Duration.ofSeconds(SWEEP_AFTER_SECONDS));
        }
    }

    private Predicate<TableEntry> inTable(Table table) {
        int id = pipeline.tableId(table);
        return entry -> entry.getTableId() == id;
    }

    private boolean isCandidate(TableEntry entry) {
        return inTable(Table.CANDIDATE_FIRST)
                .or(inTable(Table.CANDIDATE_SECOND))
                .or(inTable(Table.CANDIDATE_OFFLOAD))
                .test(entry);
    }

    /** Entries that exist only because the desired state names them, and whose deletion need not wait. */
    private boolean isBoundToServices(TableEntry entry) {
        return inTable(Table.REPORT_SOURCE)
                .or(inTable(Table.NODE))
                .or(inTable(Table.STEERED))
                .or(inTable(Table.LOCAL_ADDRESS))
                .or(inTable(Table.TUNNEL_END))
                .or(inTable(Table.ARMED_HANDOVER))
                .or(inTable(Table.IPV4_ROUTE))
                .test(entry);
    }
}
