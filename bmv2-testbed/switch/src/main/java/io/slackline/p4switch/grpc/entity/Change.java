package io.slackline.p4switch.grpc.entity;

import io.slackline.p4switch.target.TargetException;
import java.util.function.Supplier;

/**
 * An update that was checked and may be made. The two methods are called under the device's write lock.
 */
public interface Change {

    /**
     * Makes it.
     *
     * @throws TargetException if the target refuses; then nothing has changed
     */
    void apply();

    /** What would bring back the present state, asked before {@link #apply}; run at most once, after it. */
    Runnable undo();

    /** A change that changes nothing. */
    static Change none() {
        return of(() -> {}, () -> () -> {});
    }

    /**
     * A change of two parts.
     *
     * @param undo looks at the present state when it is asked
     */
    static Change of(Runnable apply, Supplier<Runnable> undo) {
        return new Change() {
            @Override
            public void apply() {
                apply.run();
            }

            @Override
            public Runnable undo() {
                return undo.get();
            }
        };
    }
}
