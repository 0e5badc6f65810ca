package io.slackline.common.output;

import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** Writes a tree (see {@link Tree}) as YAML in block style, with a line feed at the end. */
public final class YamlText {
    private YamlText() {}

    public static String of(Object value) {
        var options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setWidth(200);
        options.setIndicatorIndent(2);
        options.setIndentWithIndicator(true);
        return new Yaml(options).dump(Tree.of(value));
    }
}
