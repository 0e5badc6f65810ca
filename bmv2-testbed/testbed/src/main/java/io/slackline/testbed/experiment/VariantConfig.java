package io.slackline.testbed.experiment;

import io.slackline.common.config.Default;
import io.slackline.testbed.topology.SwitchKind;
import java.util.List;
import java.util.Map;

/**
 * A variant of an experiment. A list that it gives takes the place of the experiment's whole list; one that it does not give, or gives empty, is the experiment's.
 *
 * @param name in tables and plots
 * @param description what it stands for
 * @param switches those that it is run on, for a load that not every switch carries; none: all
 */
public record VariantConfig(
        String name,
        @Default("''") String description,
        List<FunctionConfig> functions,
        List<LoadConfig> loads,
        List<EventConfig> events,
        Map<String, String> policy,
        List<SwitchKind> switches) {
    static final VariantConfig ONLY =
            new VariantConfig("only", "", List.of(), List.of(), List.of(), Map.of(), List.of());

    public VariantConfig {
        if (!name.matches("[a-z0-9][a-z0-9-]{0,39}")) {
            throw new IllegalArgumentException("variant '" + name + "': 1 to 40 of a-z, 0-9 and '-' are valid");
        }
    }

    boolean runsOn(SwitchKind switchKind) {
        return switches.isEmpty() || switches.contains(switchKind);
    }
}
