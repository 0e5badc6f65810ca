package io.slackline.p4switch.afpacket;

/** Completes transport checksums that the sending host left to a network card. */
final class Checksums {

    private Checksums() {}

    /**
     * Fills in a checksum: the field holds the sum over the pseudo header already, the rest is summed here (virtio specification, 5.1.6.2,
     * VIRTIO_NET_HDR_F_NEEDS_CSUM).
     *
     * @param start first byte that is summed
     * @param offset of the checksum field from there
     */
    static void complete(byte[] frame, int length, int start, int offset) {
        int field = start + offset;
        if (start >= length || field + 2 > length) {
            return;
        }
        long sum = 0;
        int i = start;
        for (; i + 1 < length; i += 2) {
            sum += (frame[i] & 0xFF) << 8 | (frame[i + 1] & 0xFF);
        }
        if (i < length) {
            sum += (frame[i] & 0xFF) << 8;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        int checksum = (int) (~sum & 0xFFFF);
        // For UDP an all-zero checksum means "none" (RFC 768); its complement is the same number to TCP.
        if (checksum == 0) {
            checksum = 0xFFFF;
        }
        frame[field] = (byte) (checksum >> 8);
        frame[field + 1] = (byte) checksum;
    }
}
