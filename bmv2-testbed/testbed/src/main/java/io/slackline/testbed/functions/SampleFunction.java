package io.slackline.testbed.functions;

import com.google.protobuf.ByteString;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.host.MissingFromEnvironment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** One of the functions under {@code resources/functions}. */
public enum SampleFunction {
    /** About 0.3 ms of SHA-256 and a matrix product. */
    DIGEST("digest"),
    /** About 0.2 ms of Markdown to HTML and word counts. */
    WORDS("words"),
    /** About 0.1 ms of SHA-256; calls the next function of a chain, if there is one. */
    STAGE("stage");

    private static final String SERVER = "serve.py";
    private static final int CASES = 64;

    private final String functionName;

    SampleFunction(String functionName) {
        this.functionName = functionName;
    }

    public String functionName() {
        return functionName;
    }

    /** The program and its server as a zip, the same bytes every time. */
    public ByteString artifact() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String file : List.of(SERVER, program())) {
                ZipEntry entry = new ZipEntry(file);
                entry.setLastModifiedTime(FileTime.fromMillis(0));
                zip.putNextEntry(entry);
                zip.write(resource(file));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new SlacklineException(Code.INTERNAL, "cannot zip " + program(), e);
        }
        return ByteString.copyFrom(bytes.toByteArray());
    }

    public String artifactName() {
        return functionName + ".zip";
    }

    /** The command of an instance, in the directory where the artifact was unpacked. Without options, so that the agent's fork server can do it. */
    public List<String> command() {
        return List.of(python(), program());
    }

    /** Writes request texts and their answers, computed by the function itself, into a new directory below {@code parent}. */
    public Path writeCases(Path parent) {
        return writeCases(parent, 1);
    }

    /** The same for so many functions of this kind in a chain. */
    public Path writeCases(Path parent, int stages) {
        Path directory = parent.resolve(stages == 1 ? functionName : functionName + "-" + stages);
        try {
            Files.createDirectories(directory);
            Files.write(directory.resolve(SERVER), resource(SERVER));
            Files.write(directory.resolve(program()), resource(program()));
            List<String> command = new ArrayList<>(command());
            for (int i = 0; i < CASES; i++) {
                Files.writeString(directory.resolve(i + ".txt"), SampleTexts.text(i), StandardCharsets.UTF_8);
                command.add(i + ".txt");
            }
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
            builder.environment().put("STAGES", Integer.toString(stages));
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new SlacklineException(Code.INTERNAL, "%s failed: %s".formatted(command, said));
            }
            return directory;
        } catch (IOException e) {
            throw new SlacklineException(Code.INTERNAL, "cannot compute the answers of " + functionName + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlacklineException(Code.UNAVAILABLE, "interrupted", e);
        }
    }

    /** The system's Python 3 before others on the PATH: version managers' shims start slowly. */
    public static String python() {
        return Stream.concat(
                        Stream.of("/usr/bin", "/usr/local/bin"),
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(":")))
                .map(directory -> Path.of(directory, "python3"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseThrow(
                        () -> new MissingFromEnvironment(
                                "python3 is needed by the sample functions and was not found; apt-get install python3-minimal"));
    }

    private String program() {
        return functionName + ".py";
    }

    private static byte[] resource(String file) throws IOException {
        try (InputStream in = SampleFunction.class.getResourceAsStream("/functions/" + file)) {
            if (in == null) {
                throw new IOException("resource functions/" + file + " is not on the class path");
            }
            return in.readAllBytes();
        }
    }
}
