package io.slackline.controller.migration;

import java.util.concurrent.Executor;

/** The one thread of a migration: runs what it is given, one after the other. */
public interface Owner extends Executor, AutoCloseable {
    /** Ends once everything given so far has run. */
    @Override
    void close();
}
