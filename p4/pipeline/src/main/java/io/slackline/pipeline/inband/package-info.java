/**
 * The packets that travel inside the data plane: UDP payloads to a switch's report address, port 9560.
 * Each type is a record that encodes itself and is decoded strictly: a length, version or type that does not fit is an error.
 * The byte layouts are written down in docs/protocol.md and held by golden bytes in the tests.
 */
@NullMarked
package io.slackline.pipeline.inband;

import org.jspecify.annotations.NullMarked;
