/**
 * Nodes: how they join, how the switches learn where they are, what is put on them, how they are drained.
 * A node is known by its name; its index lives as long as the controller's store.
 */
@NullMarked
package io.slackline.controller.node;

import org.jspecify.annotations.NullMarked;
