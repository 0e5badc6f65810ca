package io.slackline.p4switch.grpc.schema;

/** How ids are written in messages: as P4Info's text form and p4c's logs write them. */
public final class Ids {

    public static String hex(int id) {
        return "0x%08x".formatted(id);
    }

    private Ids() {}
}
