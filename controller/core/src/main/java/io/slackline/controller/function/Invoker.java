package io.slackline.controller.function;

import com.google.protobuf.ByteString;
import io.slackline.api.v1.InvokeFunctionRequest;
import io.slackline.api.v1.InvokeFunctionResponse;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.controller.agent.Fleet;
import io.slackline.controller.migration.Plans;
import io.slackline.controller.model.FunctionEntry;
import io.slackline.controller.store.Cluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Locale;

/** Runs a function once through the agent of a node that serves it, for people at a terminal: not the way of the traffic. */
public final class Invoker implements AutoCloseable {
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private final Cluster cluster;
    private final Fleet fleet;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(MARGIN)
            .build();

    public Invoker(Cluster cluster, Fleet fleet) {
        this.cluster = cluster;
        this.fleet = fleet;
    }

    /** Waits for the answer. Errors: NOT_FOUND, INVALID_ARGUMENT, FAILED_PRECONDITION, UNAVAILABLE, DEADLINE_EXCEEDED. */
    public InvokeFunctionResponse invoke(InvokeFunctionRequest request) throws InterruptedException {
        var snapshot = cluster.snapshot();
        var function = Plans.known(snapshot, request.getName());
        var node = servingNode(function);
        var peer = snapshot.node(node).orElseThrow().description().getPeerAddress();
        try {
            return answer(http.send(request(request, function, peer), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (HttpTimeoutException late) {
            throw new SlacklineException(
                    Code.DEADLINE_EXCEEDED,
                    "function " + function.name() + " on node " + node + " did not answer within "
                            + function.spec().getTimeoutMs() + " ms",
                    late);
        } catch (IOException unreachable) {
            throw new SlacklineException(
                    Code.UNAVAILABLE,
                    "the agent of node " + node + " at " + peer + " cannot be reached: " + unreachable,
                    unreachable);
        }
    }

    private String servingNode(FunctionEntry function) {
        return function.steering().nodes().stream()
                .filter(node -> fleet.awaySinceNanos(node).isEmpty())
                .findFirst()
                .orElseThrow(() -> new SlacklineException(
                        Code.FAILED_PRECONDITION,
                        "function " + function.name() + " is served by no connected node (nodes: "
                                + String.join(", ", function.steering().nodes()) + ")"));
    }

    private static HttpRequest request(InvokeFunctionRequest request, FunctionEntry function, String peer) {
        var path = request.getPath().isEmpty() ? "/" : request.getPath();
        var method =
                request.getMethod().isEmpty() ? "POST" : request.getMethod().toUpperCase(Locale.ROOT);
        var body = request.getBody().isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofByteArray(request.getBody().toByteArray());
        try {
            return HttpRequest.newBuilder(URI.create("http://" + peer + (path.startsWith("/") ? path : "/" + path)))
                    .timeout(Duration.ofMillis(function.spec().getTimeoutMs()).plus(MARGIN))
                    .header("Slackline-Function", function.name())
                    .method(method, body)
                    .build();
        } catch (IllegalArgumentException wrong) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "cannot invoke with method \"" + method + "\" and path \"" + path + "\": " + wrong.getMessage(),
                    wrong);
        }
    }

    private static InvokeFunctionResponse answer(HttpResponse<byte[]> response) {
        var answer = InvokeFunctionResponse.newBuilder()
                .setStatus(response.statusCode())
                .setBody(ByteString.copyFrom(response.body()));
        response.headers().map().forEach((name, values) -> answer.putHeaders(name, String.join(", ", values)));
        return answer.build();
    }

    @Override
    public void close() {
        http.close();
    }
}
