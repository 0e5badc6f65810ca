/**
 * What kind of place this node is, measured: how fast one of its cores is, and how far and wide the ways to switches and other nodes are. The controller
 * places functions by it.
 */
@NullMarked
package io.slackline.agent.survey;

import org.jspecify.annotations.NullMarked;
