package io.slackline.controller.device;

/**
 * A switch has taken a handover: new requests of the function go to the owner, although its service entry does not say so yet.
 *
 * @param slot function slot
 * @param epoch low 16 bits
 * @param owner node index
 */
public record AcceptedHandover(int slot, int epoch, int owner) {}
