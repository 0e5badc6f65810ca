/**
 * The commands. A group of small ones is one class with a method each; those with many options have a class of their own.
 * A command fills in a request, calls, and prints; what can be refused is refused by the controller, in its words.
 */
@NullMarked
package io.slackline.cli.command;

import org.jspecify.annotations.NullMarked;
