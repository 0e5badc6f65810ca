package io.slackline.agent.wasm;

import java.io.Serial;

/** A module did not answer as it should; the message is for the caller. */
final class WasmFailure extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    WasmFailure(String message) {
        super(message);
    }
}
