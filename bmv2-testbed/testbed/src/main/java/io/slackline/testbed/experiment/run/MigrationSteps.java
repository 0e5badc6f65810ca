package io.slackline.testbed.experiment.run;

import io.slackline.api.v1.Migration;
import io.slackline.testbed.experiment.EventConfig.MigrationStep;
import io.slackline.testbed.live.ControlClient;
import io.slackline.testbed.live.ControlClient.Watch;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells when a migration that has begun since comes to a step, by the controller's stream. Thread-safe. */
final class MigrationSteps implements AutoCloseable {
    private final Map<MigrationStep, CountDownLatch> reached = new EnumMap<>(MigrationStep.class);

    private final Watch watch;

    MigrationSteps(ControlClient control) {
        for (MigrationStep step : MigrationStep.values()) {
            reached.put(step, new CountDownLatch(1));
        }
        watch = control.watchMigrations(this::note);
    }

    private void note(Migration migration) {
        switch (migration.getState()) {
            case WARMING -> latch(MigrationStep.WARMING).countDown();
            case SWITCHING -> latch(MigrationStep.SWITCHING).countDown();
            case DRAINING -> latch(MigrationStep.DRAINING).countDown();
            case RETIRING -> latch(MigrationStep.RETIRING).countDown();
            case STATE_UNSPECIFIED, PLANNED, SYNCING, DONE, ROLLED_BACK, UNRECOGNIZED -> {}
        }
    }

    private CountDownLatch latch(MigrationStep step) {
        return reached.computeIfAbsent(step, _ -> new CountDownLatch(1));
    }

    /** Blocks; false when none has come to it by then. */
    boolean await(MigrationStep step, long untilNanos) {
        try {
            return latch(step).await(untilNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        watch.close();
    }
}
