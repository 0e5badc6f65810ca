package io.slackline.agent.wasm;

import com.dylibso.chicory.compiler.Cache;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Bytecode of modules that were compiled before, one file each. Any thread may call it. */
final class ClassCache implements Cache {
    private final Path directory;

    ClassCache(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
        } catch (IOException refused) {
            throw new SlacklineException(
                    Code.FAILED_PRECONDITION, "no place for compiled modules at " + directory, refused);
        }
    }

    @Override
    public byte @Nullable [] get(String key) throws IOException {
        var file = file(key);
        return Files.exists(file) ? Files.readAllBytes(file) : null;
    }

    @Override
    public void putIfAbsent(String key, byte[] classes) throws IOException {
        var partial = Files.createTempFile(directory, "partial-", "");
        Files.write(partial, classes);
        Files.move(partial, file(key), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path file(String key) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return directory.resolve(HexFormat.of().formatHex(digest.digest(key.getBytes(StandardCharsets.UTF_8))));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
