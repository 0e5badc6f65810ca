package io.slackline.p4switch.grpc.entity;

import static io.slackline.p4switch.target.TargetException.invalid;

import io.slackline.p4switch.grpc.schema.TableSchema;
import io.slackline.p4switch.target.TableEntry;
import io.slackline.p4switch.target.TargetException;
import java.util.List;
import java.util.function.Consumer;
import p4.v1.Entity;
import p4.v1.Update;

/** All kinds of entity of one pipeline. Immutable; its methods are called under the device's lock. */
public final class Entities {

    private final Binding binding;
    private final TableEntries tables;
    private final TableReads tableReads;
    private final DirectResources direct;
    private final Profiles profiles;
    private final CounterArrays counters;
    private final MeterArrays meters;
    private final RegisterArrays registers;
    private final Replication replication;
    private final Digests digests;
    private final ValueSets valueSets;

    public Entities(Binding binding) {
        Actions actions = new Actions(binding.schema().actions());
        TableActions tableActions = new TableActions(actions);
        this.binding = binding;
        this.tables = new TableEntries(binding, tableActions);
        this.tableReads = new TableReads(binding, tableActions);
        this.direct = new DirectResources(binding);
        this.profiles = new Profiles(binding, actions);
        this.counters = new CounterArrays(binding);
        this.meters = new MeterArrays(binding);
        this.registers = new RegisterArrays(binding);
        this.replication = new Replication(binding);
        this.digests = new Digests(binding);
        this.valueSets = new ValueSets(binding);
    }

    /**
     * Checks an update against the schema.
     *
     * @throws TargetException if it could never be made; whether it can be made now shows when it is applied
     */
    public Change change(Update update) {
        Entity entity = update.getEntity();
        Update.Type type = update.getType();
        return switch (entity.getEntityCase()) {
            case TABLE_ENTRY -> tables.change(type, entity.getTableEntry());
            case ACTION_PROFILE_MEMBER -> profiles.change(type, entity.getActionProfileMember());
            case ACTION_PROFILE_GROUP -> profiles.change(type, entity.getActionProfileGroup());
            case COUNTER_ENTRY -> counters.change(type, entity.getCounterEntry());
            case DIRECT_COUNTER_ENTRY -> direct.change(type, entity.getDirectCounterEntry());
            case METER_ENTRY -> meters.change(type, entity.getMeterEntry());
            case DIRECT_METER_ENTRY -> direct.change(type, entity.getDirectMeterEntry());
            case REGISTER_ENTRY -> registers.change(type, entity.getRegisterEntry());
            case DIGEST_ENTRY -> digests.change(type, entity.getDigestEntry());
            case PACKET_REPLICATION_ENGINE_ENTRY -> replication.change(type, entity.getPacketReplicationEngineEntry());
            case VALUE_SET_ENTRY -> valueSets.change(type, entity.getValueSetEntry());
            case EXTERN_ENTRY -> throw noExterns();
            case ENTITY_NOT_SET -> throw unset("an update");
        };
    }

    /**
     * Finds what a read asks for.
     *
     * @param out takes each entity found, under the lock: it must not block
     * @throws TargetException if the request makes no sense
     */
    public void read(Entity query, Consumer<Entity> out) {
        switch (query.getEntityCase()) {
            case TABLE_ENTRY -> tableReads.entries(query.getTableEntry(), out);
            case ACTION_PROFILE_MEMBER -> profiles.read(query.getActionProfileMember(), out);
            case ACTION_PROFILE_GROUP -> profiles.read(query.getActionProfileGroup(), out);
            case COUNTER_ENTRY -> counters.read(query.getCounterEntry(), out);
            case DIRECT_COUNTER_ENTRY -> tableReads.directCounters(query.getDirectCounterEntry(), out);
            case METER_ENTRY -> meters.read(query.getMeterEntry(), out);
            case DIRECT_METER_ENTRY -> tableReads.directMeters(query.getDirectMeterEntry(), out);
            case REGISTER_ENTRY -> registers.read(query.getRegisterEntry(), out);
            case DIGEST_ENTRY -> digests.read(query.getDigestEntry(), out);
            case PACKET_REPLICATION_ENGINE_ENTRY -> replication.read(query.getPacketReplicationEngineEntry(), out);
            case VALUE_SET_ENTRY -> valueSets.read(query.getValueSetEntry(), out);
            case EXTERN_ENTRY -> {
                // There are none: a read of all finds nothing, a read of a certain one is an error.
                if (query.getExternEntry().getExternTypeId() != 0) {
                    throw noExterns();
                }
            }
            case ENTITY_NOT_SET -> throw unset("a read");
        }
    }

    /** Entries of a table as an idle timeout notification lists them. */
    public List<p4.v1.TableEntry> expired(String table, List<TableEntry> entries) {
        TableSchema schema = binding.schema().tables().require(table);
        return entries.stream().map(entry -> tableReads.expired(schema, entry)).toList();
    }

    private static TargetException noExterns() {
        return TargetException.notFound("this switch has no externs beside those of P4Runtime");
    }

    private static TargetException unset(String what) {
        return invalid(what + " without an entity: the entity must be set");
    }
}
