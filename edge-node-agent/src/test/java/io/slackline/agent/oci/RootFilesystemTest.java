package io.slackline.agent.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.common.SlacklineException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RootFilesystemTest {
    @TempDir
    Path directory;

    private Path root;
    private RootFilesystem files;

    @BeforeEach
    void make() throws IOException {
        root = Files.createDirectory(directory.resolve("root"));
        files = new RootFilesystem(root);
    }

    private void apply(Layer layer) throws IOException {
        files.apply(new ByteArrayInputStream(layer.plain()));
    }

    private String content(String name) throws IOException {
        return Files.readString(root.resolve(name));
    }

    @Test
    void laterLayersReplaceAndWhiteOut() throws IOException {
        apply(new Layer()
                .file("etc/kept", "1")
                .file("etc/replaced", "1")
                .file("etc/gone", "1")
                .file("old/a", "1")
                .file("old/deep/b", "1")
                .symbolicLink("link", "etc/kept"));
        apply(new Layer()
                .file("etc/.wh.gone", "")
                .file("etc/replaced", "2")
                .file("old/deep/new", "2")
                .file("old/.wh..wh..opq", "")
                .file("link", "2"));
        assertEquals("1", content("etc/kept"), "what a link meant stays when the link is replaced");
        assertEquals("2", content("etc/replaced"));
        assertFalse(Files.exists(root.resolve("etc/gone")));
        assertFalse(Files.exists(root.resolve("old/a")));
        assertFalse(Files.exists(root.resolve("old/deep/b")));
        assertEquals("2", content("old/deep/new"), "of the same layer as the opaque whiteout");
        assertEquals("2", content("link"));
    }

    @Test
    void followsLinksInsideTheRootOnly() throws IOException {
        Files.createDirectory(directory.resolve("outside"));
        apply(new Layer()
                .symbolicLink("lib", "usr/lib")
                .symbolicLink("absolute", directory.resolve("outside").toString())
                .symbolicLink("up", "../../../outside")
                .file("lib/a", "a")
                .file("absolute/b", "b")
                .file("up/c", "c")
                .hardLink("twin", "lib/a"));
        assertEquals("a", content("usr/lib/a"));
        assertEquals("a", content("twin"));
        assertEquals("c", content("outside/c"));
        assertEquals("b", content(directory.resolve("outside/b").toString().substring(1)));
        try (var outside = Files.list(directory.resolve("outside"))) {
            assertEquals(0, outside.count());
        }
    }

    @Test
    void refusesNamesThatLeaveIt() {
        for (var name : List.of("../evil", "a/../../evil", "/../evil", "a/.wh...")) {
            var refused = assertThrows(SlacklineException.class, () -> apply(new Layer().file(name, "evil")));
            assertTrue(refused.getMessage().contains("leaves the image"), refused.getMessage());
        }
        assertThrows(SlacklineException.class, () -> apply(new Layer().hardLink("evil", "../../etc/passwd")));
        assertThrows(
                SlacklineException.class,
                () -> apply(new Layer().symbolicLink("loop", "loop").file("loop/evil", "")));
        assertFalse(Files.exists(directory.resolve("evil")));
    }

    @Test
    void keepsModesButNoPrivileges() throws IOException {
        apply(new Layer().file("program", new byte[0], 04755).directory("tmp", 01777, 0));
        assertEquals(
                "rwxr-xr-x", PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("program"))));
        assertEquals(01777, (int) Files.getAttribute(root.resolve("tmp"), "unix:mode") & 07777);
        assertEquals(0755, (int) Files.getAttribute(root.resolve("program"), "unix:mode") & 07777);
    }

    @Test
    void knowsUsersAsTheImageDoes() throws IOException {
        apply(new Layer()
                .file("etc/passwd", "root:x:0:0::/:/bin/sh\napp:x:1001:1002::/home/app:/bin/sh\n")
                .file("etc/group", "root:x:0:\napp:x:1002:\nvideo:x:44:other,app\n"));
        assertEquals(new ImageUser(0, 0, List.of()), ImageUser.of("", files));
        assertEquals(new ImageUser(1001, 1002, List.of(44)), ImageUser.of("app", files));
        assertEquals(new ImageUser(1001, 1002, List.of(44)), ImageUser.of("1001", files));
        assertEquals(new ImageUser(1001, 44, List.of()), ImageUser.of("app:video", files));
        assertEquals(new ImageUser(65534, 65533, List.of()), ImageUser.of("65534:65533", files));
        var unknown = assertThrows(SlacklineException.class, () -> ImageUser.of("nobody", files));
        assertEquals("image: it does not know its user nobody", unknown.getMessage());
    }
}
