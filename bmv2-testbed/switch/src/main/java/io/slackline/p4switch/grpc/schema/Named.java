package io.slackline.p4switch.grpc.schema;

/** An object of P4Info: clients say the id, the engine says the name. */
public interface Named {

    int id();

    /** Fully qualified. */
    String name();
}
