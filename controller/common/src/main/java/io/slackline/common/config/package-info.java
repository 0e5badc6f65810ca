/**
 * Typed configuration: a YAML file becomes a record, or all of its mistakes at once.
 * The record is the schema: component names are the keys, their types the formats, {@link io.slackline.common.config.Default} the defaults;
 * unknown keys are refused with what was probably meant.
 */
@NullMarked
package io.slackline.common.config;

import org.jspecify.annotations.NullMarked;
