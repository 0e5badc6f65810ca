package io.slackline.testbed.host;

import io.slackline.testbed.process.CpuGroups;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Looks at the machine: what is there, what a lack of it costs, and how to get it. Changes nothing that lasts. */
public final class Doctor {
    private static final long LIMIT_SECONDS = 10;
    private static final long WANTED_MEMORY_KIB = 2_500_000;

    private Doctor() {}

    /** How a check went. */
    public enum Verdict {
        OK,
        /** Works, with less. */
        LIMITED,
        /** The demo does not run without it. */
        MISSING
    }

    /**
     * One thing looked at.
     *
     * @param found what is there
     * @param advice what its lack costs and how to get it; empty when it is OK
     */
    public record Check(String name, Verdict verdict, String found, String advice) {}

    public static List<Check> examine() {
        List<Check> checks = new ArrayList<>();
        checks.add(new Check("java", Verdict.OK, Runtime.version() + " (" + System.getProperty("java.home") + ")", ""));
        checks.add(tool("mvn", Verdict.LIMITED, "building from source", "apt-get install maven"));
        checks.add(tool("ip", Verdict.MISSING, "namespaces and links", "apt-get install iproute2"));
        checks.add(tool("nsenter", Verdict.MISSING, "running in namespaces", "apt-get install util-linux"));
        checks.add(tool("setpriv", Verdict.MISSING, "ending with the parent process", "apt-get install util-linux"));
        checks.add(tool(
                "chrt", Verdict.MISSING, "background priority for operators' tools", "apt-get install util-linux"));
        checks.add(tool("python3", Verdict.MISSING, "the sample functions", "apt-get install python3-minimal"));
        checks.add(namespaces());
        checks.add(cpuGroups());
        checks.add(cores());
        checks.add(memory());
        checks.add(tool(
                "simple_switch_grpc",
                Verdict.LIMITED,
                "--switch bmv2",
                "no package registry has it: build github.com/p4lang/behavioral-model with PI"));
        checks.add(tool(
                "p4c-bm2-ss",
                Verdict.LIMITED,
                "recompiling the P4 program (compiled artifacts are in the repository)",
                "build github.com/p4lang/p4c, or the packages of p4lang for Debian and Ubuntu"));
        checks.add(tool("crun", Verdict.LIMITED, "functions from container images", "apt-get install crun"));
        checks.add(tool("mke2fs", Verdict.LIMITED, "the fault slowDisk", "apt-get install e2fsprogs"));
        checks.add(tool("faketime", Verdict.LIMITED, "the fault clockStep", "apt-get install faketime"));
        checks.add(tool("wrk", Verdict.LIMITED, "the system test with a foreign HTTP client", "apt-get install wrk"));
        return checks;
    }

    private static Check tool(String program, Verdict without, String purpose, String remedy) {
        Optional<Path> found = Stream.of(
                        System.getenv().getOrDefault("PATH", "").split(":"))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
        return found.map(path -> new Check(program, Verdict.OK, path.toString(), ""))
                .orElseGet(
                        () -> new Check(program, without, "not on the PATH", "needed for " + purpose + ": " + remedy));
    }

    private static Check namespaces() {
        String name = "private namespaces";
        List<String> command =
                new ArrayList<>(List.of("unshare", "--net", "--mount", "--pid", "--fork", "--mount-proc"));
        List<String> trial = List.of("sh", "-c", "ip link add doctor0 type veth peer name doctor1");
        String how = "as root";
        String failure = output(command, trial);
        if (!failure.isEmpty()) {
            command.addAll(List.of("--user", "--map-root-user"));
            how = "in a user namespace";
            failure = output(command, trial);
        }
        return failure.isEmpty()
                ? new Check(name, Verdict.OK, how + ", with veth links", "")
                : new Check(
                        name,
                        Verdict.MISSING,
                        failure,
                        "needed for every run: be root, or sysctl -w user.max_user_namespaces=10000"
                                + " kernel.unprivileged_userns_clone=1 kernel.apparmor_restrict_unprivileged_userns=0;"
                                + " in a container: --privileged");
    }

    /** What went wrong; empty when nothing did. */
    private static String output(List<String> command, List<String> trial) {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(trial);
        try {
            Process process =
                    new ProcessBuilder(whole).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            return ended && process.exitValue() == 0 ? "" : said.isEmpty() ? "failed without a word" : said;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static Check cpuGroups() {
        Optional<CpuGroups> groups =
                CpuGroups.create("doctor-" + ProcessHandle.current().pid());
        groups.ifPresent(CpuGroups::close);
        return groups.isPresent()
                ? new Check("cpu control groups", Verdict.OK, "writable", "")
                : new Check(
                        "cpu control groups",
                        Verdict.LIMITED,
                        "not writable for this user",
                        "the nodes' CPU budgets are told, not enforced: run as root");
    }

    private static Check cores() {
        int cores = Runtime.getRuntime().availableProcessors();
        return cores >= 2
                ? new Check("cores", Verdict.OK, Integer.toString(cores), "")
                : new Check(
                        "cores", Verdict.LIMITED, "1", "a switch, clients and nodes on one core: latencies say little");
    }

    private static Check memory() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
                if (line.startsWith("MemAvailable:")) {
                    long kib = Long.parseLong(line.replaceAll("\\D", ""));
                    String found = kib / 1024 + " MiB available";
                    return kib >= WANTED_MEMORY_KIB
                            ? new Check("memory", Verdict.OK, found, "")
                            : new Check(
                                    "memory", Verdict.LIMITED, found, "the demo of three nodes takes about 1.5 GiB");
                }
            }
        } catch (IOException e) {
            return new Check("memory", Verdict.LIMITED, "unknown: " + e.getMessage(), "");
        }
        return new Check("memory", Verdict.LIMITED, "unknown", "");
    }
}
