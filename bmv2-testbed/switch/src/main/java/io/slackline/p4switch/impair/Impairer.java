package io.slackline.p4switch.impair;

/** Whose ports can be impaired. */
public interface Impairer {
    /**
     * Replaces what a port does to packets.
     *
     * @throws io.slackline.p4switch.target.TargetException INVALID_ARGUMENT for a port that is not there
     */
    void impair(int port, Impairment received, Impairment sent);
}
