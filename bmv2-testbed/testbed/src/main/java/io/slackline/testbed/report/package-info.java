/**
 * Self-contained HTML pages: inline style, inline SVG charts, nothing fetched from anywhere.
 * Charts know time, values and bands; what they show is decided by who uses them.
 */
@NullMarked
package io.slackline.testbed.report;

import org.jspecify.annotations.NullMarked;
