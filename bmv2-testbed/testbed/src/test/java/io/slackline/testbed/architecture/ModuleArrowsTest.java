package io.slackline.testbed.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the arrows between the modules: what each may know of the project, beside itself. */
class ModuleArrowsTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.slackline", "p4");

    private static final String P4RUNTIME = "p4..";
    private static final String API = "io.slackline.api..";
    private static final String COMMON = "io.slackline.common..";
    private static final String PIPELINE = "io.slackline.pipeline..";
    private static final String IN_BAND = "io.slackline.pipeline.inband..";

    /** One module: its packages, and those of other modules that it may use. */
    record Module(String packages, List<String> mayUse) {
        @Override
        public String toString() {
            return packages + " -> " + mayUse;
        }
    }

    static Stream<Module> modules() {
        return Stream.of(
                new Module(P4RUNTIME, List.of()),
                new Module(API, List.of()),
                new Module(COMMON, List.of()),
                new Module(PIPELINE, List.of(P4RUNTIME)),
                // A general P4 target: nothing in it may know Slackline's program.
                new Module("io.slackline.p4switch..", List.of(P4RUNTIME)),
                new Module("io.slackline.controller..", List.of(P4RUNTIME, PIPELINE, API, COMMON)),
                new Module("io.slackline.cli..", List.of(API, COMMON)),
                // Of the data plane the agent knows only the packets that it sends itself.
                new Module("io.slackline.agent..", List.of(API, COMMON, IN_BAND)));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void eachModuleKnowsOnlyWhatItMay(Module module) {
        var known = Stream.concat(Stream.of(module.packages()), module.mayUse().stream())
                .toArray(String[]::new);
        var project = resideInAnyPackage("io.slackline..", P4RUNTIME);
        noClasses()
                .that()
                .resideInAPackage(module.packages())
                .should()
                .dependOnClassesThat(project.and(not(resideInAnyPackage(known))))
                .check(CLASSES);
    }

    @Test
    void everyModuleIsAmongThem() {
        for (var module : modules().toList()) {
            assertTrue(
                    CLASSES.stream().anyMatch(resideInAnyPackage(module.packages())),
                    "no classes in " + module.packages());
        }
    }

    @Test
    void modulesDoNotKnowEachOtherInCircles() {
        slices().matching("io.slackline.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
