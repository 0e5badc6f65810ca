package io.slackline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.slackline.cli.Console.Screen;
import io.slackline.common.tls.GrpcTls;
import io.slackline.common.tls.TlsConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mutual TLS over a real socket: configuration on the controller's side, flags on this side. */
class TlsTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    static Path directory = Path.of("");

    private static TlsConfig ours = new TlsConfig(directory, directory, directory);
    private static TlsConfig strange = ours;
    private static Optional<Server> server = Optional.empty();

    @BeforeAll
    static void serve() throws Exception {
        ours = identity("ours");
        strange = identity("strange");
        server = Optional.of(
                NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0), GrpcTls.server(Optional.of(ours)))
                        .addService(new FakeController())
                        .build()
                        .start());
    }

    @AfterAll
    static void stop() {
        server.ifPresent(Server::shutdownNow);
    }

    /** A certificate that is its own authority. */
    private static TlsConfig identity(String name) throws IOException, InterruptedException, GeneralSecurityException {
        var store = directory.resolve(name + ".p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var made = new ProcessBuilder(List.of(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-validity",
                        "2",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        assertEquals(0, made, "keytool");
        var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        var certificate =
                pem(name + ".crt", "CERTIFICATE", keys.getCertificate(name).getEncoded());
        var key = pem(
                name + ".key",
                "PRIVATE KEY",
                keys.getKey(name, PASSWORD.toCharArray()).getEncoded());
        return new TlsConfig(certificate, key, certificate);
    }

    private static Path pem(String file, String kind, byte[] content) throws IOException {
        var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(
                directory.resolve(file), "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
    }

    private record Ended(int exitCode, String err) {}

    private static Ended list(String... flags) {
        var err = new ByteArrayOutputStream();
        var console = new Console(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(PrintStream.nullOutputStream()),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Screen.STREAM,
                _ -> {});
        var address = "127.0.0.1:" + server.orElseThrow().getPort();
        var line = new ArrayList<>(List.of("node", "list", "--server", address));
        line.addAll(List.of(flags));
        int exitCode = new Cli(console, Main::open).run(line.toArray(String[]::new));
        return new Ended(exitCode, err.toString(StandardCharsets.UTF_8));
    }

    private static String[] flags(Path authority, TlsConfig shown) {
        return new String[] {
            "--cacert",
            authority.toString(),
            "--cert",
            shown.certificate().toString(),
            "--private-key",
            shown.privateKey().toString()
        };
    }

    @Test
    void bothSidesShowTheirCertificates() {
        assertEquals(new Ended(0, ""), list(flags(ours.trustedCertificates(), ours)));
    }

    @Test
    void strangersAreRefusedByEitherSide() {
        assertEquals(3, list(flags(strange.trustedCertificates(), ours)).exitCode());
        assertEquals(3, list(flags(ours.trustedCertificates(), strange)).exitCode());
        assertEquals(3, list("--cacert", ours.trustedCertificates().toString()).exitCode());
    }

    @Test
    void clearTextIsRefused() {
        var ended = list();
        assertEquals(3, ended.exitCode());
        assertTrue(ended.err().startsWith("slackline: no controller answers at 127.0.0.1:"), ended.err());
    }

    @Test
    void flagsThatMeanNothingAreWrongUsage() {
        assertEquals(
                new Ended(2, "slackline: --cert and --private-key go together\n"),
                list("--cert", ours.certificate().toString()));
        var absent = directory.resolve("absent.pem").toString();
        assertEquals(
                new Ended(
                        2,
                        "slackline: TLS: " + absent + " cannot be read; expected a PEM file that this user may read\n"),
                list("--cacert", absent));
    }
}
