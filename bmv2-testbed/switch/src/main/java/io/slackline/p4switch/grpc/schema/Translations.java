package io.slackline.p4switch.grpc.schema;

import java.util.HashMap;
import java.util.Map;

/** The string translations of a pipeline, one for each translated type; kept where the pipeline's state is kept. */
public final class Translations {

    private final Map<String, StringTranslation> byType = new HashMap<>();

    /** The translation of a type, made when it is first asked for. */
    synchronized StringTranslation of(String type, int widthBits) {
        return byType.computeIfAbsent(type + " " + widthBits, _ -> new StringTranslation(type, widthBits));
    }
}
