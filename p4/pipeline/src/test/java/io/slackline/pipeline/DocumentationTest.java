package io.slackline.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.pipeline.inband.Handover;
import io.slackline.pipeline.inband.InbandPacket;
import io.slackline.pipeline.inband.Probe;
import io.slackline.pipeline.inband.SlackReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the documentation says of the pipeline is so. */
class DocumentationTest {

    private static final Path DOCS = Path.of("../../docs");

    @Test
    void tablesHaveTheKeysAndSizesOfP4Info() throws IOException {
        String text = Files.readString(DOCS.resolve("dataplane.md"));
        for (p4.config.v1.Table table : SlacklinePipeline.bmv2().p4Info().getTablesList()) {
            String key = table.getMatchFieldsList().stream()
                    .map(field -> field.getName() + " " + field.getBitwidth())
                    .collect(Collectors.joining(", "));
            Pattern row = Pattern.compile("\\| `" + table.getPreamble().getName() + "` \\| " + key + " \\| .* \\| "
                    + table.getSize() + " \\|");
            assertTrue(row.matcher(text).find(), "docs/dataplane.md has no row " + row);
        }
    }

    @Test
    void causesHaveTheirNumbers() throws IOException {
        String text = Files.readString(DOCS.resolve("dataplane.md"));
        for (Cause cause : Cause.values()) {
            String row = "| " + cause.number() + " | `" + cause.name().toLowerCase(Locale.ROOT) + "` | "
                    + cause.role().name().toLowerCase(Locale.ROOT) + " |";
            assertTrue(text.contains(row), "docs/dataplane.md has no row " + row);
        }
    }

    @Test
    void examplesOfInbandPacketsAreRight() throws IOException {
        List<Class<?>> types = Pattern.compile("```\n(534c.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(DOCS.resolve("protocol.md")))
                .results()
                .map((MatchResult example) -> example.group(1).replaceAll("\\s", ""))
                .map(hex -> InbandPacket.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex))))
                .<Class<?>>map(InbandPacket::getClass)
                .toList();
        assertEquals(List.of(SlackReport.class, Handover.class, Probe.class), types);
    }
}
