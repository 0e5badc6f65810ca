package io.slackline.testbed.workload;

import com.google.protobuf.ByteString;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.functions.SampleFunction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * One of the functions under {@code resources/functions/workload}: the four edge functions of the paper, then six kernels of the kinds that the Python
 * benchmark suite has.
 */
public enum WorkloadFunction {
    MARKDOWN_HTML("import markdown", "python3-markdown"),
    IMG_RESIZE("from PIL import Image", "python3-pil"),
    SENTIMENT("", ""),
    /** Its requests are drawn by Pillow. */
    OCR_IMG("import ctypes; ctypes.CDLL('libtesseract.so.5'); from PIL import Image", "tesseract-ocr python3-pil"),
    NBODY("", ""),
    FANNKUCH("", ""),
    JSON_DUMPS("", ""),
    REGEX("", ""),
    CHAOS("", ""),
    PIDIGITS("", "");

    /** Requests of the usual size. */
    public static final int USUAL_CASES = 8;
    /** With those behind the usual ones, each twice as large as the one before, of functions that {@link #scales}. */
    public static final int CASES = USUAL_CASES + 6;

    private static final List<String> SHARED = List.of("serve.py", "workload/workload.py");

    private final String trial;
    private final String packages;

    WorkloadFunction(String trial, String packages) {
        this.trial = trial;
        this.packages = packages;
    }

    public String functionName() {
        return program().replace('_', '-');
    }

    /** Whether it has requests of other than the usual size. */
    public boolean scales() {
        return switch (this) {
            case NBODY, CHAOS, REGEX -> true;
            case MARKDOWN_HTML, IMG_RESIZE, SENTIMENT, OCR_IMG, FANNKUCH, JSON_DUMPS, PIDIGITS -> false;
        };
    }

    /** What this machine lacks to run it, and how to get it; empty when nothing. */
    public Optional<String> missing() {
        if (trial.isEmpty()) {
            return Optional.empty();
        }
        try {
            Process process = new ProcessBuilder(SampleFunction.python(), "-E", "-s", "-c", trial)
                    .redirectErrorStream(true)
                    .start();
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0
                    ? Optional.empty()
                    : Optional.of("%s needs %s: apt-get install %s".formatted(functionName(), packages, packages));
        } catch (IOException e) {
            throw new SlacklineException(Code.INTERNAL, "cannot run python3: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlacklineException(Code.UNAVAILABLE, "interrupted", e);
        }
    }

    /** The program and what it imports as a zip, the same bytes every time. */
    public ByteString artifact() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String file : files()) {
                ZipEntry entry = new ZipEntry(name(file));
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
        return functionName() + ".zip";
    }

    /** The command of an instance, in the directory where the artifact was unpacked. Without options, so that the agent's fork server can do it. */
    public List<String> command() {
        return List.of(SampleFunction.python(), program() + ".py");
    }

    /**
     * Modules beside the standard library's that the agent's fork server had better import. Not Pillow: in a process that loaded it before
     * Tesseract, Tesseract takes five times as long (Debian 12).
     */
    public static List<String> modules() {
        return List.of("markdown", "markdown.extensions.tables");
    }

    /** Writes the program into a new directory below {@code parent}, where its command can be run. */
    public Path unpack(Path parent) {
        Path directory = parent.resolve(functionName());
        try {
            Files.createDirectories(directory);
            for (String file : files()) {
                Files.write(directory.resolve(name(file)), resource(file));
            }
            return directory;
        } catch (IOException e) {
            throw new SlacklineException(Code.FAILED_PRECONDITION, "cannot write " + directory + ": " + e, e);
        }
    }

    /** Requests with their answers, computed by the function itself in the directory where it was unpacked. */
    public List<Case> cases(Path unpacked) {
        int count = scales() ? CASES : USUAL_CASES;
        List<String> command = new ArrayList<>(command());
        command.addAll(List.of("--cases", Integer.toString(count)));
        try {
            Process process = new ProcessBuilder(command)
                    .directory(unpacked.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new SlacklineException(Code.INTERNAL, "%s failed: %s".formatted(command, said));
            }
            List<Case> cases = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                cases.add(new Case(
                        Files.readString(unpacked.resolve(i + ".txt")),
                        Files.readString(unpacked.resolve(i + ".txt.answer"))));
            }
            return List.copyOf(cases);
        } catch (IOException e) {
            throw new SlacklineException(
                    Code.INTERNAL, "cannot compute the answers of " + functionName() + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SlacklineException(Code.UNAVAILABLE, "interrupted", e);
        }
    }

    /** A request's text and the right answer. */
    public record Case(String request, String answer) {}

    private String program() {
        return name().toLowerCase(Locale.ROOT);
    }

    private List<String> files() {
        List<String> files = new ArrayList<>(SHARED);
        files.add("workload/" + program() + ".py");
        return files;
    }

    private static String name(String file) {
        return file.substring(file.indexOf('/') + 1);
    }

    private static byte[] resource(String file) throws IOException {
        try (InputStream in = WorkloadFunction.class.getResourceAsStream("/functions/" + file)) {
            if (in == null) {
                throw new IOException("resource functions/" + file + " is not on the class path");
            }
            return in.readAllBytes();
        }
    }
}
