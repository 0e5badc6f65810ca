package io.slackline.pipeline;

/** An entry with what its direct counter shows since the entry was inserted. */
public record Counted<T extends PipelineEntry>(T entry, long packets, long bytes) {}
