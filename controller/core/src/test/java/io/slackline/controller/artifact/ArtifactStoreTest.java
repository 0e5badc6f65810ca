package io.slackline.controller.artifact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactStoreTest {
    /** FIPS 180-2, appendix B.1. */
    private static final String SHA256_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    Path directory;

    private ArtifactStore store;

    @BeforeEach
    void open() {
        store = new ArtifactStore(directory);
    }

    @Test
    void storesBytesUnderTheirHash() throws IOException {
        assertEquals(new ArtifactStore.Stored(SHA256_OF_ABC, 3), store("a", "bc"));
        try (var stored = store.open(SHA256_OF_ABC)) {
            assertArrayEquals("abc".getBytes(StandardCharsets.US_ASCII), stored.readAllBytes());
        }
    }

    @Test
    void storingAgainIsHarmless() throws IOException {
        store("abc");
        assertEquals(SHA256_OF_ABC, store("abc").sha256());
        assertEquals(1, fileCount());
    }

    @Test
    void storingAgainMendsWhatTheDiskHasSpoilt() throws IOException {
        store("abc");
        Files.writeString(directory.resolve(SHA256_OF_ABC), "abd");
        store("abc");
        assertEquals("abc", Files.readString(directory.resolve(SHA256_OF_ABC)));
        assertEquals(1, fileCount());
    }

    @Test
    void anUploadThatBreaksOffLeavesNothing() throws IOException {
        try (var upload = store.upload()) {
            upload.write(new byte[10]);
        }
        assertEquals(0, fileCount());
    }

    @Test
    void clearsWhatADeadProcessLeft() throws IOException {
        Files.write(directory.resolve("upload1.part"), new byte[10]);
        store = new ArtifactStore(directory);
        assertEquals(0, fileCount());
    }

    @Test
    void knowsOnlyWhatItHolds() throws IOException {
        store("abc");
        assertTrue(store.holds(SHA256_OF_ABC));
        assertFalse(store.holds("../" + SHA256_OF_ABC));
        var refused = assertThrows(SlacklineException.class, () -> store.open("0".repeat(64)));
        assertEquals(Code.NOT_FOUND, refused.code());
    }

    @Test
    void refusesAnEmptyArtifact() {
        var refused = assertThrows(SlacklineException.class, this::store);
        assertEquals(Code.INVALID_ARGUMENT, refused.code());
    }

    private ArtifactStore.Stored store(String... pieces) throws IOException {
        try (var upload = store.upload()) {
            for (var piece : pieces) {
                upload.write(piece.getBytes(StandardCharsets.US_ASCII));
            }
            return upload.finish();
        }
    }

    private long fileCount() throws IOException {
        try (var files = Files.list(directory)) {
            return files.count();
        }
    }
}
