package io.slackline.testbed.runtimefile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.controller.p4rt.PipelineConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;
import p4.config.v1.P4Info;
import p4.v1.Update;

/**
 * What one runtime file asks of a switch: a program and what is in its tables. The format is that of p4lang/tutorials (README and {@code
 * sN-runtime.json} of the exercises): {@code target}, {@code p4info}, {@code bmv2_json}, {@code table_entries}, {@code
 * multicast_group_entries}, {@code clone_session_entries}.
 *
 * @param pipeline the program
 * @param updates in the order of the file; tables, then multicast groups, then clone sessions
 */
public record RuntimeFile(PipelineConfig pipeline, List<Update> updates) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> KEYS = new TreeSet<>(Set.of(
            "target", "p4info", "bmv2_json", "table_entries", "multicast_group_entries", "clone_session_entries"));

    public RuntimeFile {
        updates = List.copyOf(updates);
    }

    /**
     * Reads a runtime file and the two files that it names.
     *
     * @param directory against which the paths inside the file are taken; that of the exercise, not of the file
     * @throws SlacklineException when anything in it is wrong: names the file, the place in it, and what would be valid
     */
    public static RuntimeFile read(Path file, Path directory) {
        JsonNode root = json(file);
        String name = file.toString();
        root.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                throw invalid(name + ": unknown key \"" + key + "\"; valid are " + KEYS);
            }
        });
        String target = text(root, "target", name);
        if (!target.equals("bmv2")) {
            throw invalid(name + ": target \"" + target + "\"; only \"bmv2\" is known");
        }
        P4Info p4Info = p4Info(directory.resolve(text(root, "p4info", name)));
        ByteString program = bytes(directory.resolve(text(root, "bmv2_json", name)));
        Entries entries = new Entries(p4Info);
        List<Update> updates = new ArrayList<>();
        addAll(updates, root, "table_entries", name, entries::table);
        addAll(updates, root, "multicast_group_entries", name, entries::multicastGroup);
        addAll(updates, root, "clone_session_entries", name, entries::cloneSession);
        return new RuntimeFile(new PipelineConfig(p4Info, program, cookie(p4Info, program)), updates);
    }

    private static void addAll(List<Update> updates, JsonNode root, String key, String file, Reader reader) {
        int index = 0;
        for (JsonNode each : root.path(key)) {
            try {
                updates.add(reader.read(each));
            } catch (SlacklineException e) {
                throw new SlacklineException(e.code(), "%s: %s[%d]: %s".formatted(file, key, index, e.getMessage()), e);
            }
            index++;
        }
    }

    private static JsonNode json(Path file) {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "%s is not JSON: line %d: %s"
                            .formatted(file, e.getLocation().getLineNr(), e.getOriginalMessage()),
                    e);
        } catch (IOException e) {
            throw new SlacklineException(Code.NOT_FOUND, "cannot read " + file + ": " + e, e);
        }
    }

    private static P4Info p4Info(Path file) {
        P4Info.Builder p4Info = P4Info.newBuilder();
        try {
            TextFormat.merge(bytes(file).toString(StandardCharsets.UTF_8), p4Info);
        } catch (TextFormat.ParseException e) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT, file + " is not P4Info in the text format: " + e.getMessage(), e);
        }
        return p4Info.build();
    }

    private static ByteString bytes(Path file) {
        try {
            return ByteString.copyFrom(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new SlacklineException(
                    Code.NOT_FOUND,
                    file + " cannot be read; programs are compiled beforehand, for example by"
                            + " `p4c-bm2-ss --p4runtime-files build/X.p4.p4info.txtpb -o build/X.json X.p4`",
                    e);
        }
    }

    private static long cookie(P4Info p4Info, ByteString program) {
        CRC32 crc = new CRC32();
        crc.update(p4Info.toByteArray());
        long upper = crc.getValue();
        crc.reset();
        crc.update(program.toByteArray());
        return upper << 32 | crc.getValue();
    }

    private static String text(JsonNode node, String key, String where) {
        if (!node.path(key).isTextual()) {
            throw invalid(where + ": expected a text \"" + key + "\"");
        }
        return node.path(key).textValue();
    }

    private static SlacklineException invalid(String message) {
        return new SlacklineException(Code.INVALID_ARGUMENT, message);
    }

    private interface Reader {
        Update read(JsonNode entry);
    }
}
