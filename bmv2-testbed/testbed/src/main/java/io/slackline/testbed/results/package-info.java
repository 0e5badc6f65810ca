/**
 * What becomes of {@code run.json}: the page, tables and plots of a run, the comparison of two runs, and the page of results in the documents.
 * Everything is computed from the run; nothing is measured here.
 */
@NullMarked
package io.slackline.testbed.results;

import org.jspecify.annotations.NullMarked;
