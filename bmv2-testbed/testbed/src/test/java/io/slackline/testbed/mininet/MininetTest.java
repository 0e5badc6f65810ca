package io.slackline.testbed.mininet;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MininetTest {
    private static final String TUTORIAL = "tests.test_tutorial.";
    private static final String SINGLE = "tests.test_single.SingleTopologyTest.";

    private static final String SEVERAL = "tests.test_several.SeveralSwitchesTest.";
    private static final String EXPERIMENT = "tests.test_experiment.ExperimentTest.";

    @ParameterizedTest
    @ValueSource(strings = {"cli", "command_lines", "configs", "load", "offloads", "parts", "run", "switches"})
    void thePiecesDoTheirPart(String module) throws Exception {
        PythonTests.run("tests.test_" + module);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "test_migrates_without_loss_on_the_embedded_switch",
                "test_migrates_without_loss_on_bmv2",
                "test_hosts_reach_each_other",
                "test_a_wrong_topology_file_is_told",
                "test_an_interrupted_run_leaves_nothing"
            })
    void theSingleTopologyWorks(String test) throws Exception {
        PythonTests.run(SINGLE + test);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "test_a_function_moves_to_the_cloud_through_a_tunnel",
                "test_a_function_moves_to_the_cloud_through_a_tunnel_of_bmv2",
                "test_a_loop_of_links_does_no_harm"
            })
    void topologiesOfSeveralSwitchesWork(String test) throws Exception {
        PythonTests.run(SEVERAL + test);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "test_a_migration_under_load_loses_nothing",
                "test_a_migration_under_load_loses_nothing_on_bmv2",
                "test_a_node_that_dies_comes_back_and_takes_nothing_of_mininets_with_it",
                "test_hosts_that_the_network_lacks_are_named"
            })
    void experimentsRunInMininet(String test) throws Exception {
        PythonTests.run(EXPERIMENT + test);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TopologyFileTest",
                "TutorialNetworkTest.test_its_hosts_reach_each_other_on_the_embedded_switch",
                "TutorialNetworkTest.test_its_hosts_reach_each_other_on_bmv2"
            })
    void networksOfTutorialFilesWork(String test) throws Exception {
        PythonTests.run(TUTORIAL + test);
    }
}
