/**
 * The one mutable state of the controller, in memory and in an embedded file.
 * Each change is a transaction: committed to the file first, then seen by the others, in one order.
 */
@NullMarked
package io.slackline.controller.store;

import org.jspecify.annotations.NullMarked;
