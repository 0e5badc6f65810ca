/**
 * The controller for browsers and for Prometheus: one page that follows everything, and {@code /metrics}.
 * Read only: nothing can be changed here.
 */
@NullMarked
package io.slackline.controller.web;

import org.jspecify.annotations.NullMarked;
