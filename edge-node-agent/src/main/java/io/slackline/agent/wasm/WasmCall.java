package io.slackline.agent.wasm;

import io.netty.handler.codec.http.HttpHeaders;

/**
 * One request, away from the event loop and its buffers.
 *
 * @param uri path and query
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record WasmCall(String method, String uri, HttpHeaders headers, byte[] body) {}
