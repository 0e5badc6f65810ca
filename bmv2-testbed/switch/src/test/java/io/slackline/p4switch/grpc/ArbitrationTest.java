package io.slackline.p4switch.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.Code;
import io.slackline.p4switch.target.TargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import p4.v1.MasterArbitrationUpdate;
import p4.v1.Role;
import p4.v1.StreamMessageResponse;
import p4.v1.Uint128;

class ArbitrationTest {

    private final Arbitration arbitration = new Arbitration(1);
    private final Controller a = new Controller();
    private final Controller b = new Controller();

    private static final class Controller implements Arbitration.Participant {
        final List<String> heard = new ArrayList<>();

        @Override
        public void tell(MasterArbitrationUpdate update) {
            heard.add(Code.forNumber(update.getStatus().getCode())
                    + (update.hasElectionId() ? " " + ElectionId.of(update.getElectionId()) : ""));
        }

        @Override
        public void offer(Supplier<StreamMessageResponse> message) {}
    }

    private static MasterArbitrationUpdate bid(long id) {
        return MasterArbitrationUpdate.newBuilder()
                .setDeviceId(1)
                .setElectionId(Uint128.newBuilder().setLow(id))
                .build();
    }

    private static MasterArbitrationUpdate bid(String role, long id) {
        return bid(id).toBuilder().setRole(Role.newBuilder().setName(role)).build();
    }

    @Test
    void theHighestBidderIsPrimaryAndTheOthersHearOfIt() {
        arbitration.bid(a, bid(5));
        arbitration.bid(b, bid(4));
        assertEquals(List.of("OK 5"), a.heard);
        assertEquals(List.of("ALREADY_EXISTS 5"), b.heard);

        arbitration.bid(b, bid(6));
        assertEquals(List.of("OK 5", "ALREADY_EXISTS 6"), a.heard);
        assertEquals(List.of("ALREADY_EXISTS 5", "OK 6"), b.heard);
        assertTrue(arbitration.isPrimary(b));
        assertFalse(arbitration.isPrimary(a));
    }

    @Test
    void aPrimaryThatLeavesHasNoHeirUntilSomebodyBidsAsMuch() {
        arbitration.bid(a, bid(5));
        arbitration.bid(b, bid(4));
        arbitration.leave(a);
        assertEquals(List.of("ALREADY_EXISTS 5", "NOT_FOUND 5"), b.heard);
        assertEquals(List.of(), arbitration.primaries());

        arbitration.bid(b, bid(4));
        assertEquals("NOT_FOUND 5", b.heard.getLast());
        arbitration.bid(b, bid(5));
        assertEquals("OK 5", b.heard.getLast());
    }

    @Test
    void aPrimaryMayStepBack() {
        arbitration.bid(a, bid(5));
        arbitration.bid(b, bid(4));
        arbitration.bid(a, bid(3));
        assertEquals("NOT_FOUND 5", a.heard.getLast());
        assertEquals("NOT_FOUND 5", b.heard.getLast());
    }

    @Test
    void withoutAnElectionIdOneIsNeverPrimary() {
        arbitration.bid(a, MasterArbitrationUpdate.newBuilder().setDeviceId(1).build());
        assertEquals(List.of("NOT_FOUND"), a.heard);
        arbitration.bid(b, bid(0));
        assertEquals(List.of("OK 0"), b.heard);
    }

    @Test
    void electionIdsAreUnsignedAndHave128Bits() {
        ElectionId large = new ElectionId(0, -1);
        assertTrue(large.compareTo(new ElectionId(0, 1)) > 0);
        assertTrue(new ElectionId(1, 0).compareTo(large) > 0);
    }

    @Test
    void anElectionIdInUseIsRefused() {
        arbitration.bid(a, bid(5));
        TargetException refusal = assertThrows(TargetException.class, () -> arbitration.bid(b, bid(5)));
        assertEquals(TargetException.Code.INVALID_ARGUMENT, refusal.code());
        arbitration.bid(a, bid(5));
        assertEquals(List.of("OK 5", "OK 5"), a.heard);
    }

    @Test
    void rolesAreIndependent() {
        arbitration.bid(a, bid("routing", 5));
        arbitration.bid(b, bid("acl", 1));
        assertEquals(2, arbitration.primaries().size());
        arbitration.requirePrimary(new RoleKey("acl", 0), Optional.of(new ElectionId(0, 1)));
        assertEquals(
                TargetException.Code.PERMISSION_DENIED,
                assertThrows(
                                TargetException.class,
                                () -> arbitration.requirePrimary(
                                        new RoleKey("routing", 0), Optional.of(new ElectionId(0, 1))))
                        .code());
        assertEquals(
                TargetException.Code.NOT_FOUND,
                assertThrows(
                                TargetException.class,
                                () -> arbitration.requirePrimary(
                                        new RoleKey("none", 0), Optional.of(new ElectionId(0, 1))))
                        .code());
        assertEquals(
                TargetException.Code.FAILED_PRECONDITION,
                assertThrows(TargetException.class, () -> arbitration.bid(a, bid("acl", 9)))
                        .code());
    }

    @Test
    void aRoleHasALimitOfStreams() {
        for (int i = 1; i <= Arbitration.MAX_PARTICIPANTS; i++) {
            arbitration.bid(new Controller(), bid(i));
        }
        assertEquals(
                TargetException.Code.RESOURCE_EXHAUSTED,
                assertThrows(TargetException.class, () -> arbitration.bid(a, bid(1000)))
                        .code());
    }
}
