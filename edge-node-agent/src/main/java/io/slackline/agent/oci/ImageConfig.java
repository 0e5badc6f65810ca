package io.slackline.agent.oci;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the maker of an image wants it to be run. Source: the OCI image specification, "Image Configuration".
 *
 * @param command entry point and its arguments
 * @param user NAME or UID, with :GROUP or :GID behind it or not; empty: root
 * @param volumes directories that its programs write to
 */
record ImageConfig(
        List<String> command,
        Map<String, String> environment,
        String workingDirectory,
        String user,
        List<String> volumes) {
    /** @param image the whole configuration; fields that are not there are empty */
    static ImageConfig of(JsonNode image) {
        var config = image.path("config");
        var command = new ArrayList<>(strings(config.path("Entrypoint")));
        command.addAll(strings(config.path("Cmd")));
        var environment = new LinkedHashMap<String, String>();
        for (var variable : strings(config.path("Env"))) {
            var parts = variable.split("=", 2);
            environment.put(parts[0], parts.length == 2 ? parts[1] : "");
        }
        var directory = config.path("WorkingDir").asText("");
        var volumes = new ArrayList<String>();
        config.path("Volumes").fieldNames().forEachRemaining(volumes::add);
        return new ImageConfig(
                command,
                environment,
                directory.isEmpty() ? "/" : directory,
                config.path("User").asText(""),
                volumes);
    }

    private static List<String> strings(JsonNode array) {
        var strings = new ArrayList<String>();
        array.forEach(element -> strings.add(element.asText()));
        return strings;
    }
}
