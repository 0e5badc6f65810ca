/**
 * The tables that people read: which columns, in which words.
 * Programs read JSON instead, which shows the API's messages as they are.
 */
@NullMarked
package io.slackline.cli.view;

import org.jspecify.annotations.NullMarked;
