package io.slackline.controller.device;

/**
 * A handover that a switch shall take: from this port, with this token, for this function and epoch, to this node (one {@code armed_handover} entry).
 *
 * @param slot function slot
 * @param epoch of the steering that makes it durable, low 16 bits; ahead of the service entry's
 * @param port where the source's packets arrive
 * @param token the source's
 * @param owner node index of the target
 */
public record ArmedHandover(String switchName, int slot, int epoch, int port, int token, int owner) {
    /** Without the token, which is a secret. */
    @Override
    public String toString() {
        return "ArmedHandover[" + switchName + ", slot=" + slot + ", epoch=" + epoch + ", port=" + port + ", owner="
                + owner + "]";
    }
}
