package io.slackline.controller.p4rt;

import io.grpc.Status;
import io.slackline.common.SlacklineException;
import java.util.List;
import java.util.stream.Collectors;
import p4.v1.Update;

/** Some updates of a batch were refused; the others were applied (CONTINUE_ON_ERROR). */
public final class WriteFailedException extends SlacklineException {
    private static final long serialVersionUID = 1;
    private static final int SHOWN = 5;

    /**
     * One refused update.
     *
     * @param index its place in the batch, from 0
     * @param update what was asked
     * @param code why, as a canonical gRPC code
     * @param message the switch's own words
     */
    public record Failure(int index, Update update, Status.Code code, String message) {}

    private final transient List<Failure> failures;

    WriteFailedException(String switchName, int batchSize, List<Failure> failures, EntityNames names) {
        super(Code.INTERNAL, describe(switchName, batchSize, failures, names));
        this.failures = List.copyOf(failures);
    }

    public List<Failure> failures() {
        return failures;
    }

    private static String describe(String switchName, int batchSize, List<Failure> failures, EntityNames names) {
        String shown = failures.stream()
                .limit(SHOWN)
                .map(f -> "#%d %s %s: %s %s"
                        .formatted(
                                f.index(),
                                f.update().getType(),
                                names.describe(f.update().getEntity()),
                                f.code(),
                                f.message()))
                .collect(Collectors.joining("; "));
        String more = failures.size() > SHOWN ? "; and " + (failures.size() - SHOWN) + " more" : "";
        return "switch %s refused %d of %d updates: %s%s"
                .formatted(switchName, failures.size(), batchSize, shown, more);
    }
}
