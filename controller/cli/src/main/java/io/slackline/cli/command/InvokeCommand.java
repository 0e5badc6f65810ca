package io.slackline.cli.command;

import com.google.protobuf.ByteString;
import io.slackline.api.v1.InvokeFunctionRequest;
import io.slackline.api.v1.InvokeFunctionResponse;
import io.slackline.cli.Cli;
import io.slackline.cli.Controller;
import io.slackline.cli.options.ConnectionOptions;
import io.slackline.common.output.Json;
import io.slackline.common.output.OutputFormat;
import io.slackline.common.output.YamlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code function invoke}. */
@Command(
        name = "invoke",
        description = "Runs a function once, through the agent of a node that serves it, and prints its answer.",
        exitCodeListHeading = "Exit codes: ",
        exitCodeList = {"0:it answered with a status below 400", "1:it answered with another, or not at all"})
public final class InvokeCommand implements Callable<Integer> {
    private static final int FIRST_ERROR_STATUS = 400;

    private final Cli cli;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Parameters(index = "0", paramLabel = "FUNCTION", description = "Its name.")
    private String function = "";

    @Option(
            names = {"-d", "--data"},
            paramLabel = "TEXT",
            description = "The request's body; @FILE takes it from a file, @- from standard input.")
    private String data = "";

    @Option(
            names = {"-X", "--method"},
            paramLabel = "METHOD",
            description = "POST unless told.")
    private String method = "";

    @Option(names = "--path", paramLabel = "PATH", description = "/ unless told.")
    private String path = "";

    @Option(
            names = {"-i", "--include"},
            description = "Print the status and the headers before the body.")
    private boolean include;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description =
                    "json or yaml: status, headers and body (as text) in one object; otherwise the body as it is.")
    private Optional<OutputFormat> format = Optional.empty();

    public InvokeCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() throws IOException {
        var request = InvokeFunctionRequest.newBuilder()
                .setName(function)
                .setMethod(method)
                .setPath(path)
                .setBody(body())
                .build();
        try (var controller = Controller.connect(cli, connection)) {
            var answer = controller.call().invokeFunction(request);
            print(answer);
            return answer.getStatus() < FIRST_ERROR_STATUS ? 0 : 1;
        }
    }

    private ByteString body() throws IOException {
        if (!data.startsWith("@")) {
            return ByteString.copyFromUtf8(data);
        }
        return data.equals("@-")
                ? ByteString.readFrom(cli.console().in())
                : ByteString.copyFrom(Files.readAllBytes(Path.of(data.substring(1))));
    }

    private void print(InvokeFunctionResponse answer) throws IOException {
        var out = cli.console().out();
        switch (format.orElse(OutputFormat.TABLE)) {
            case JSON -> out.println(Json.pretty(tree(answer)));
            case YAML -> out.print(YamlText.of(tree(answer)));
            case TABLE -> {
                if (include) {
                    out.println("HTTP " + answer.getStatus());
                    new TreeMap<>(answer.getHeadersMap()).forEach((name, value) -> out.println(name + ": " + value));
                    out.println();
                }
                answer.getBody().writeTo(out);
            }
        }
        out.flush();
    }

    private static Map<String, Object> tree(InvokeFunctionResponse answer) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("status", answer.getStatus());
        tree.put("headers", new TreeMap<>(answer.getHeadersMap()));
        tree.put("body", answer.getBody().toStringUtf8());
        return tree;
    }
}
