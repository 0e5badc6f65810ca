/**
 * Functions: checking what a user deploys, giving it slot and address, starting and ending it.
 * Traffic moves only through the migration package.
 */
@NullMarked
package io.slackline.controller.function;

import org.jspecify.annotations.NullMarked;
