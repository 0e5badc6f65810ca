package io.slackline.testbed.mininet;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MininetTest {
    private static final String TUTORIAL = "tests.test_tutorial.";
    private static final String SINGLE = "tests.test_single.SingleTopologyTest.";

    @ParameterizedTest
    @ValueSource(strings = {"command_lines", "configs", "load", "offloads", "parts", "run", "switches"})
    void thePiecesDoTheirPart(String module) throws Exception {
        PythonTests.run("tests.test_" + module);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "test_migrates_without_loss_on_the_embedded_switch",
                "test_migrates_without_loss_on_bmv2",
                "test_hosts_reach_each_other",
                "test_an_interrupted_run_leaves_nothing"
            })
    void theSingleTopologyWorks(String test) throws Exception {
        PythonTests.run(SINGLE + test);
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
