/**
 * What the controller knows and keeps: nodes, functions, migrations, as immutable values.
 * No behaviour beyond their own rules; the store persists them, everything else reads them.
 */
@NullMarked
package io.slackline.controller.model;

import org.jspecify.annotations.NullMarked;
