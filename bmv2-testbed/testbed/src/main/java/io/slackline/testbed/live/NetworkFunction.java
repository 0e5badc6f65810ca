package io.slackline.testbed.live;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.testbed.functions.SampleFunction;
import io.slackline.testbed.process.CpuGroup;
import io.slackline.testbed.process.ManagedProcess;
import io.slackline.testbed.process.ProcessSpec;
import io.slackline.testbed.process.Supervisor;
import io.slackline.testbed.topology.Topology.NodeHost;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Stands for the network functions of a node: a process that takes as much CPU as it is told. */
public final class NetworkFunction {
    private static final String PROGRAM = "/nf/burner.py";

    private final ManagedProcess process;
    private final BufferedWriter control;

    private NetworkFunction(ManagedProcess process) {
        this.process = process;
        this.control = process.process().outputWriter(StandardCharsets.US_ASCII);
    }

    public ManagedProcess process() {
        return process;
    }

    static NetworkFunction start(
            NodeHost node, RunDirectory directory, Optional<CpuGroup> group, Supervisor supervisor) {
        List<String> command = List.of(
                SampleFunction.python(),
                "-E",
                "-s",
                "-S",
                program(node, directory).toString(),
                directory.networkFunctions(node.name()).resolve("burner").toString(),
                Integer.toString(node.config().nfMillicores()));
        ManagedProcess process =
                supervisor.start(ProcessSpec.of("nf-" + node.name(), node.host().namespace(), command)
                        .in(group));
        return new NetworkFunction(process);
    }

    /** A file of its own for each node: the interpreter of another one may be about to read its own. */
    private static Path program(NodeHost node, RunDirectory directory) {
        Path program = directory.file("nf-" + node.name() + ".py");
        try (InputStream in = NetworkFunction.class.getResourceAsStream(PROGRAM)) {
            if (in == null) {
                throw new SlacklineException(Code.INTERNAL, "resource " + PROGRAM + " is not on the class path");
            }
            Files.write(program, in.readAllBytes());
            return program;
        } catch (IOException e) {
            throw new SlacklineException(Code.FAILED_PRECONDITION, "cannot write " + program + ": " + e, e);
        }
    }

    /** Takes this much CPU from now on. */
    public void load(int millicores) {
        try {
            control.write(millicores + "\n");
            control.flush();
        } catch (IOException e) {
            throw new SlacklineException(Code.UNAVAILABLE, "the network function is gone: " + e, e);
        }
    }
}
