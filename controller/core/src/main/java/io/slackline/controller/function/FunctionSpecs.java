package io.slackline.controller.function;

import io.slackline.api.v1.FunctionClass;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.api.v1.Protocol;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Checks what users ask for, all errors at once, and fills in the defaults that slackline/v1/model.proto names. */
final class FunctionSpecs {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final String RUNTIME = "process";
    private static final String IMAGES = "oci";
    private static final List<String> RUNTIMES = List.of(RUNTIME, "openwhisk", "serverledge", "wasm", IMAGES);
    private static final int DEFAULT_MEMORY_MIB = 128;
    private static final int DEFAULT_TIMEOUT_MS = 30_000;

    private FunctionSpecs() {}

    /** Without version, slot and address, which are the registry's. Errors: INVALID_ARGUMENT. */
    static FunctionSpec completed(FunctionSpec asked) {
        var spec = asked.toBuilder();
        if (spec.getRuntime().isEmpty()) {
            spec.setRuntime(RUNTIME);
        }
        if (spec.getMemoryMib() == 0) {
            spec.setMemoryMib(DEFAULT_MEMORY_MIB);
        }
        if (spec.getTimeoutMs() == 0) {
            spec.setTimeoutMs(DEFAULT_TIMEOUT_MS);
        }
        if (spec.getConcurrency() == 0) {
            spec.setConcurrency(1);
        }
        if (spec.getClass_() == FunctionClass.FUNCTION_CLASS_UNSPECIFIED) {
            spec.setClass_(FunctionClass.LATENCY_SENSITIVE);
        }
        if (spec.getAddress().getProtocol() == Protocol.PROTOCOL_UNSPECIFIED) {
            spec.getAddressBuilder().setProtocol(Protocol.HTTP);
        }
        var complete = spec.build();
        var problems = problems(complete);
        if (!problems.isEmpty()) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT, "function \"" + complete.getName() + "\": " + String.join("; ", problems));
        }
        return complete;
    }

    private static List<String> problems(FunctionSpec spec) {
        var problems = new ArrayList<String>();
        if (!NAME.matcher(spec.getName()).matches()) {
            problems.add("name: expected 1 to 63 lower-case letters, digits and inner hyphens");
        }
        if (!RUNTIMES.contains(spec.getRuntime())) {
            problems.add("runtime \"" + spec.getRuntime() + "\": expected one of " + String.join(", ", RUNTIMES));
        }
        boolean commanded =
                !spec.getCommandList().isEmpty() && !spec.getCommand(0).isBlank();
        if (!commanded && spec.getRuntime().equals(RUNTIME)) {
            problems.add("command: expected a program and its arguments");
        } else if (spec.getRuntime().equals(IMAGES) && spec.getArtifactSha256().isEmpty()) {
            problems.add("artifact: runtime oci needs one, an image");
        } else if (!commanded && spec.getArtifactSha256().isEmpty()) {
            problems.add("artifact: runtime " + spec.getRuntime() + " needs one, or a command");
        }
        if (!spec.getArtifactSha256().isEmpty()
                && !SHA256.matcher(spec.getArtifactSha256()).matches()) {
            problems.add("artifact_sha256: expected 64 lower-case hexadecimal digits");
        }
        if (spec.getArtifactName().contains("/") || spec.getArtifactName().startsWith("..")) {
            problems.add("artifact_name \"" + spec.getArtifactName() + "\": expected a file name without folders");
        }
        range(problems, "memory_mib", spec.getMemoryMib(), 16, 65_536);
        range(problems, "timeout_ms", spec.getTimeoutMs(), 1, 3_600_000);
        range(problems, "concurrency", spec.getConcurrency(), 1, 1024);
        range(problems, "min_slack_millicores", spec.getMinSlackMillicores(), 0, 65_535);
        for (var variable : spec.getEnvironmentMap().keySet()) {
            if (!VARIABLE.matcher(variable).matches()) {
                problems.add("environment \"" + variable + "\": expected letters, digits and underscores");
            }
        }
        if (spec.getAddress().getProtocol() == Protocol.UNRECOGNIZED) {
            problems.add("address.protocol: expected HTTP or UDP");
        }
        return problems;
    }

    private static void range(List<String> problems, String field, int value, int least, int most) {
        if (value < least || value > most) {
            problems.add(field + " " + Integer.toUnsignedString(value) + ": expected " + least + " to " + most);
        }
    }
}
