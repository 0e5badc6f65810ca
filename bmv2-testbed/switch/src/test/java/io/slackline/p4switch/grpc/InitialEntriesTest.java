package io.slackline.p4switch.grpc;

import static io.slackline.p4switch.grpc.TestServer.entity;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import p4.config.v1.P4Info;
import p4.config.v1.Table;
import p4.v1.Entity;
import p4.v1.SetForwardingPipelineConfigRequest.Action;
import p4.v1.Update;

/** A table that begins with entries which controllers may change: only P4Info tells it from one whose entries are constant. */
class InitialEntriesTest {

    private static final String ENTRY = """
            table_entry { table_id: 0x02000005 match { field_id: 1 exact { value: "\\%03o" } }
              action { action { action_id: 0x01000002 } } }""";

    private final TestServer server = TestServer.withPrimary();

    @BeforeEach
    void begin() {
        set(Action.VERIFY_AND_COMMIT);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void set(Action action) {
        P4Info.Builder info = TestSwitch.config().getP4Info().toBuilder();
        info.getTablesBuilderList().stream()
                .filter(table -> table.getPreamble().getId() == 0x02000005)
                .forEach(Table.Builder::clearIsConstTable);
        server.stub.setForwardingPipelineConfig(server.pipeline(action)
                .setConfig(TestSwitch.config().toBuilder().setP4Info(info))
                .build());
    }

    private static Entity entry(int kind) {
        return entity(ENTRY.formatted(kind));
    }

    private List<Entity> entries() {
        return server.read(entity("table_entry { table_id: 0x02000005 }"));
    }

    @Test
    void initialEntriesAreReadAndChangedLikeOthers() {
        assertEquals(List.of(entry(1)), entries());
        server.write(Update.Type.INSERT, entry(2));
        server.write(Update.Type.MODIFY, entry(1));
        assertEquals(List.of(entry(1), entry(2)), entries());
        server.write(Update.Type.DELETE, entry(1));
        assertEquals(List.of(entry(2)), entries());
    }

    @Test
    void reconcileKeepsThemDeletedAndCommitBringsThemBack() {
        server.write(Update.Type.DELETE, entry(1));
        server.write(Update.Type.INSERT, entry(2));
        set(Action.RECONCILE_AND_COMMIT);
        assertEquals(List.of(entry(2)), entries());
        set(Action.VERIFY_AND_COMMIT);
        assertEquals(List.of(entry(1)), entries());
    }
}
