package io.slackline.testbed.workload;

/**
 * One request of a stream.
 *
 * @param atNanos when it is sent, after the stream's beginning
 * @param caseNumber which of the function's requests
 */
public record Invocation(long atNanos, WorkloadFunction function, int caseNumber) {}
