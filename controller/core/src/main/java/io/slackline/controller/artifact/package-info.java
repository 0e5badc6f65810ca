/**
 * The bytes of functions, kept under their SHA-256.
 * What was stored once is never changed, so a half-written or spoilt file cannot be served.
 */
@NullMarked
package io.slackline.controller.artifact;

import org.jspecify.annotations.NullMarked;
