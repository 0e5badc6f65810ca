/**
 * Makes true what the controller assigns: which functions this node hosts, in which role, at which address, and with a living\n * instance. The states change on the event loop only; whatever blocks runs on virtual threads and posts its outcome back.
 */
@NullMarked
package io.slackline.agent.host;

import org.jspecify.annotations.NullMarked;
