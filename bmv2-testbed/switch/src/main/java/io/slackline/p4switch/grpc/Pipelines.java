package io.slackline.p4switch.grpc;

import io.slackline.p4switch.grpc.schema.Translations;
import io.slackline.p4switch.target.P4Target;
import io.slackline.p4switch.target.TargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p4.v1.ForwardingPipelineConfig;
import p4.v1.GetForwardingPipelineConfigRequest.ResponseType;
import p4.v1.SetForwardingPipelineConfigRequest;
import p4.v1.Update;

/**
 * Which pipeline runs, and which one was saved to run later. Not thread-safe: its methods are called under the device's write lock,
 * except {@link #running}.
 */
final class Pipelines {

    private static final Logger log = LoggerFactory.getLogger(Pipelines.class);
    private static final int MAX_RECORDED_UPDATES = 1 << 20;

    private final P4Target target;
    private volatile Optional<Pipeline> running = Optional.empty();
    private Optional<Pipeline> saved = Optional.empty();
    private final List<Update> recorded = new ArrayList<>();

    Pipelines(P4Target target) {
        this.target = target;
    }

    /** Any thread. */
    Optional<Pipeline> running() {
        return running;
    }

    /** The pipeline that was saved and waits to be committed. */
    Optional<Pipeline> saved() {
        return saved;
    }

    /** Keeps an update that the saved pipeline accepts, to be made when it runs. */
    void record(Update update) {
        if (recorded.size() >= MAX_RECORDED_UPDATES) {
            throw new TargetException(
                    TargetException.Code.RESOURCE_EXHAUSTED,
                    "a saved pipeline waits for COMMIT, and " + MAX_RECORDED_UPDATES + " updates wait with it");
        }
        recorded.add(update);
    }

    void set(SetForwardingPipelineConfigRequest request) {
        switch (request.getAction()) {
            case VERIFY -> verify(request, new Translations());
            case VERIFY_AND_SAVE -> {
                saved = Optional.of(verify(request, new Translations()));
                recorded.clear();
            }
            case VERIFY_AND_COMMIT -> commit(verify(request, new Translations()));
            case COMMIT -> commitSaved(request);
            case RECONCILE_AND_COMMIT ->
                reconcile(verify(request, running.map(Pipeline::translations).orElseGet(Translations::new)));
            case UNSPECIFIED, UNRECOGNIZED ->
                throw TargetException.invalid("the action is not set; valid: VERIFY, VERIFY_AND_SAVE,"
                        + " VERIFY_AND_COMMIT, COMMIT, RECONCILE_AND_COMMIT");
        }
    }

    /** Runs a pipeline that came from elsewhere than a controller. */
    void commit(Pipeline pipeline) {
        target.commit(pipeline.program());
        runs(pipeline);
    }

    Optional<ForwardingPipelineConfig> get(ResponseType type) {
        return running.map(pipeline -> {
            ForwardingPipelineConfig config = pipeline.config();
            ForwardingPipelineConfig.Builder answer = ForwardingPipelineConfig.newBuilder();
            if (config.hasCookie()) {
                answer.setCookie(config.getCookie());
            }
            switch (type) {
                case ALL -> answer.setP4Info(config.getP4Info()).setP4DeviceConfig(config.getP4DeviceConfig());
                case P4INFO_AND_COOKIE -> answer.setP4Info(config.getP4Info());
                case DEVICE_CONFIG_AND_COOKIE -> answer.setP4DeviceConfig(config.getP4DeviceConfig());
                case COOKIE_ONLY -> {}
                case UNRECOGNIZED ->
                    throw TargetException.invalid("unknown response type; valid: ALL, COOKIE_ONLY,"
                            + " P4INFO_AND_COOKIE, DEVICE_CONFIG_AND_COOKIE");
            }
            return answer.build();
        });
    }

    private Pipeline verify(SetForwardingPipelineConfigRequest request, Translations translations) {
        if (!request.hasConfig()) {
            throw TargetException.invalid(request.getAction() + " needs a config");
        }
        return Pipeline.verify(target, request.getConfig(), translations);
    }

    private void commitSaved(SetForwardingPipelineConfigRequest request) {
        if (request.hasConfig()) {
            throw TargetException.invalid("COMMIT runs the config that was saved; it takes none");
        }
        Pipeline pipeline = saved.orElseThrow(
                () -> TargetException.notFound("no config is saved; VERIFY_AND_SAVE comes before COMMIT"));
        List<Update> updates = List.copyOf(recorded);
        List<String> refused = new ArrayList<>();
        target.atomically(() -> {
            commit(pipeline);
            for (Update update : updates) {
                try {
                    pipeline.entities().change(update).apply();
                } catch (TargetException e) {
                    refused.add(Statuses.message(e));
                }
            }
        });
        if (!refused.isEmpty()) {
            throw new TargetException(
                    TargetException.Code.FAILED_PRECONDITION,
                    "the pipeline runs, but " + refused.size() + " of the " + updates.size()
                            + " updates written since it was saved were refused; the first: " + refused.getFirst());
        }
    }

    /** All or nothing: where the state does not fit, the old program goes on with it. */
    private void reconcile(Pipeline wanted) {
        if (running.isEmpty()) {
            commit(wanted);
            return;
        }
        Pipeline before = running.get();
        StateSnapshot state = StateSnapshot.take(target);
        target.atomically(() -> {
            target.commit(wanted.program());
            try {
                state.restore();
            } catch (TargetException e) {
                target.commit(before.program());
                state.restore();
                throw new TargetException(
                        TargetException.Code.INVALID_ARGUMENT,
                        "the present state does not fit the new pipeline, so nothing was changed: "
                                + Statuses.message(e),
                        e);
            }
        });
        runs(wanted.with(target, before.annotations()));
    }

    private void runs(Pipeline pipeline) {
        running = Optional.of(pipeline);
        saved = Optional.empty();
        recorded.clear();
        log.info(
                "pipeline committed: {} tables, cookie {}",
                pipeline.schema().tables().all().size(),
                pipeline.config().hasCookie()
                        ? Long.toUnsignedString(pipeline.config().getCookie().getCookie())
                        : "none");
    }
}
