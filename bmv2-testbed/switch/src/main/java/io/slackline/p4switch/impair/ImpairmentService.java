package io.slackline.p4switch.impair;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.slackline.p4switch.impair.v1.ImpairRequest;
import io.slackline.p4switch.impair.v1.ImpairResponse;
import io.slackline.p4switch.impair.v1.PortImpairerGrpc;
import io.slackline.p4switch.target.TargetException;

/** Takes orders to impair ports, over gRPC. */
public final class ImpairmentService extends PortImpairerGrpc.PortImpairerImplBase {
    private final Impairer impairer;

    public ImpairmentService(Impairer impairer) {
        this.impairer = impairer;
    }

    @Override
    public void impair(ImpairRequest request, StreamObserver<ImpairResponse> out) {
        try {
            impairer.impair(request.getPort(), of(request.getReceived()), of(request.getSent()));
            out.onNext(ImpairResponse.getDefaultInstance());
            out.onCompleted();
        } catch (TargetException refused) {
            out.onError(Status.fromCode(Status.Code.valueOf(refused.code().name()))
                    .withDescription(refused.getMessage())
                    .asRuntimeException());
        }
    }

    private static Impairment of(io.slackline.p4switch.impair.v1.Impairment wire) {
        return new Impairment(
                wire.getLoss(),
                wire.getDuplicate(),
                wire.getCorrupt(),
                wire.getReorder(),
                Integer.toUnsignedLong(wire.getDelayUs()),
                Integer.toUnsignedLong(wire.getJitterUs()));
    }
}
