package io.slackline.agent.harvest;

/**
 * What decides how well harvesting works: the kind of NF and the size of its packets (NEMO, section 4.2).
 *
 * @param nf kind of the NF, or the device
 * @param packetBytes one of the sizes that the paper measures: 64, 128, 256, 512, 1024, 1500
 */
public record Tag(String nf, int packetBytes) {
    private static final int[] SIZES = {64, 128, 256, 512, 1024, 1500};
    private static final int ETHERNET_HEADER = 14;

    /** The size that frames of this mean length belong to. */
    static int size(double meanBytes) {
        for (int size : SIZES) {
            if (meanBytes <= size + ETHERNET_HEADER) {
                return size;
            }
        }
        return SIZES[SIZES.length - 1];
    }
}
