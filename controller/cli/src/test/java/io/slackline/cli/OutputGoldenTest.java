package io.slackline.cli;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every command prints, byte for byte. */
class OutputGoldenTest {
    @ParameterizedTest
    @CsvSource({
        "function-list, function list",
        "function-list-json, function list -o json",
        "function-get, function get hello",
        "function-get-yaml, function get hello -o yaml",
        "function-delete, function delete hello",
        "function-invoke, function invoke hello -d x",
        "function-invoke-include, function invoke hello -i",
        "function-invoke-json, function invoke hello -o json",
        "node-list, node list",
        "node-get, node get n1",
        "node-get-json, node get n1 -o json",
        "function-prewarm, function prewarm hello --node n2",
        "policy-get, policy get",
        "policy-get-some, policy get short-slack",
        "policy-set-json, policy set short-slack.enabled=on short-slack.dwell= -o json",
        "top-once, top --once",
        "top-stream, top",
        "offload-when-short, offload resize --to c1 --when-short",
        "node-drain, node drain n1",
        "node-undrain, node undrain n1",
        "migrate, migrate hello --to n2",
        "migrate-json, migrate hello --to n2 -o json",
        "offload, offload resize --to c1 --share 0.3",
        "migration-list, migration list",
        "migration-get, migration get m-12",
        "migration-cancel, migration cancel m-11",
        "migration-watch, migration watch",
        "migration-watch-yaml, migration watch --function hello -o yaml",
        "switch-device-list, switch-device list",
        "switch-device-get, switch-device get s1",
        "metrics-watch, metrics watch",
        "metrics-watch-json, metrics watch -n 1 -o json",
        "events, events",
        "events-json, events -o json",
    })
    void printsAsBefore(String golden, String line) {
        try (var cli = new CliHarness()) {
            cli.assertGolden(golden, line.split(" "));
        }
    }

    /** Errors that users meet: they name what was expected, and what to do. */
    @ParameterizedTest
    @CsvSource({
        "error-unknown-subcommand, function lsit",
        "error-missing-subcommand, node",
        "error-unknown-option, migrate hello --two n2",
        "error-not-found, function get hullo",
        "error-bad-server, node list --server 9700",
        "error-bad-duration, migrate hello --drain-deadline 5",
        "error-bad-mode, function deploy hello --mode pin",
        "error-bad-output, node list -o xml",
        "error-no-command, function deploy hello",
        "error-no-artifact, function deploy hello --artifact /nonexistent/x.py",
        "error-share, offload hello --to n2 --share 2",
        "error-share-of-nobody, offload hello --share 0.5",
        "error-no-share, offload hello --to n2",
        "error-policy-unknown, policy get shrt",
        "error-policy-form, policy set short-slack.enabled",
        "error-bad-offload, function deploy hello --offload sideways",
        "help, --help",
        "help-deploy, function deploy --help",
        "help-migrate, migrate --help",
    })
    void saysWhatIsWrong(String golden, String line) {
        try (var cli = new CliHarness()) {
            cli.assertGolden(golden, line.split(" "));
        }
    }

    @org.junit.jupiter.api.Test
    void saysWhereNoControllerAnswers() {
        try (var cli = new CliHarness()) {
            cli.stop();
            cli.assertGolden("error-no-controller", "node", "list", "--server", "10.98.0.1:9700");
        }
    }
}
