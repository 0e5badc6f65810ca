/**
 * The gRPC services: thin translations between messages and the controller's parts.
 * Handlers run on virtual threads; watchers are pumped by threads of their own.
 */
@NullMarked
package io.slackline.controller.api;

import org.jspecify.annotations.NullMarked;
