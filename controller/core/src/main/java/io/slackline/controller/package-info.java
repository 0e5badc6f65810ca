/**
 * The controller process: what it is told by its configuration, and how its parts are put together.
 * Everything else lives in one package for each idea; data flows from the registries to the switches and the agents, never back.
 */
@NullMarked
package io.slackline.controller;

import org.jspecify.annotations.NullMarked;
