package io.slackline.controller.device;

import io.slackline.controller.ControllerConfig.SwitchConfig;
import io.slackline.controller.device.SwitchView.State;
import io.slackline.controller.p4rt.P4RuntimeSession;
import io.slackline.pipeline.SlacklinePipeline;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What is known of one switch; written by its session thread and the counter poller, read by all. */
final class SwitchStatus {
    private final SlacklinePipeline pipeline;
    private volatile SwitchView view;
    private volatile @Nullable P4RuntimeSession readySession;
    private volatile Traffic traffic = Traffic.NONE;

    SwitchStatus(SwitchConfig config, SlacklinePipeline pipeline) {
        this.pipeline = pipeline;
        view = new SwitchView(
                config.name(),
                config.address().toString(),
                config.deviceId(),
                config.target().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                State.CONNECTING,
                "",
                0,
                Map.of(),
                Map.of(),
                0,
                "");
    }

    /** What the switch runs. */
    SlacklinePipeline pipeline() {
        return pipeline;
    }

    SwitchView view() {
        return view;
    }

    Traffic traffic() {
        return traffic;
    }

    /** The session through which counters can be read, while the switch is READY. */
    Optional<P4RuntimeSession> readySession() {
        return Optional.ofNullable(readySession);
    }

    void connected(String version, long electionId) {
        change(v -> new SwitchView(
                v.name(),
                v.address(),
                v.deviceId(),
                v.target(),
                State.CONNECTING,
                version,
                electionId,
                v.entries(),
                v.causes(),
                v.reconciledWrites(),
                ""));
    }

    void ready(P4RuntimeSession session, int reconciledWrites) {
        readySession = session;
        change(v -> new SwitchView(
                v.name(),
                v.address(),
                v.deviceId(),
                v.target(),
                State.READY,
                v.p4runtimeVersion(),
                session.electionId().low(),
                v.entries(),
                v.causes(),
                reconciledWrites,
                ""));
    }

    /** Any state but READY. */
    void enter(State state, String error) {
        readySession = null;
        change(v -> new SwitchView(
                v.name(),
                v.address(),
                v.deviceId(),
                v.target(),
                state,
                v.p4runtimeVersion(),
                v.electionId(),
                v.entries(),
                v.causes(),
                v.reconciledWrites(),
                error));
    }

    void entries(Map<String, Integer> entries) {
        change(v -> new SwitchView(
                v.name(),
                v.address(),
                v.deviceId(),
                v.target(),
                v.state(),
                v.p4runtimeVersion(),
                v.electionId(),
                entries,
                v.causes(),
                v.reconciledWrites(),
                v.error()));
    }

    void counted(Map<String, Long> causes, Traffic newest) {
        traffic = newest;
        change(v -> new SwitchView(
                v.name(),
                v.address(),
                v.deviceId(),
                v.target(),
                v.state(),
                v.p4runtimeVersion(),
                v.electionId(),
                v.entries(),
                causes,
                v.reconciledWrites(),
                v.error()));
    }

    private synchronized void change(UnaryOperator<SwitchView> change) {
        view = change.apply(view);
    }
}
