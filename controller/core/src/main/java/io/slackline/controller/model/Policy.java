package io.slackline.controller.model;

import io.slackline.api.v1.FunctionClass;
import io.slackline.api.v1.FunctionSpec;
import io.slackline.common.NearMiss;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.common.config.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the controller does by itself, and from which slack on each class of functions asks for another node.
 *
 * @param changed what differs from the defaults, in canonical form
 */
public record Policy(Map<PolicyKey, String> changed) {
    public static final Policy STANDARD = new Policy(Map.of());

    public Policy {
        var copy = new EnumMap<PolicyKey, String>(PolicyKey.class);
        changed.forEach((key, value) -> {
            if (!value.equals(key.standard())) {
                copy.put(key, value);
            }
        });
        changed = Collections.unmodifiableMap(copy);
    }

    public String value(PolicyKey key) {
        return changed.getOrDefault(key, key.standard());
    }

    public boolean isOn(PolicyKey key) {
        return value(key).equals("on");
    }

    public Duration duration(PolicyKey key) {
        return Durations.parse(value(key));
    }

    public int millicores(PolicyKey key) {
        var text = value(key);
        return Integer.parseInt(text.substring(0, text.length() - 1));
    }

    /** 0 to 1. */
    public double share(PolicyKey key) {
        var text = value(key);
        return Double.parseDouble(text.substring(0, text.length() - 1)) / 100;
    }

    public int count(PolicyKey key) {
        return Integer.parseInt(value(key));
    }

    /** What the class asks for. */
    public int floorMillicores(FunctionClass functionClass) {
        return millicores(
                functionClass == FunctionClass.BEST_EFFORT
                        ? PolicyKey.BEST_EFFORT_FLOOR
                        : PolicyKey.LATENCY_SENSITIVE_FLOOR);
    }

    /** What a node must have, or requests of the function go elsewhere: its own figure, else that of its class. */
    public int floorMillicores(FunctionSpec function) {
        return function.getMinSlackMillicores() == 0
                ? floorMillicores(function.getClass_())
                : Math.min(function.getMinSlackMillicores(), 0xFFFF);
    }

    /** An empty value is the default. Errors: INVALID_ARGUMENT that names every mistake. */
    public Policy with(Map<String, String> settings) {
        var next = new EnumMap<PolicyKey, String>(PolicyKey.class);
        next.putAll(changed);
        var mistakes = new ArrayList<String>();
        settings.forEach((text, value) -> {
            var key = PolicyKey.of(text);
            if (key.isEmpty()) {
                mistakes.add("there is no setting \"" + text + "\"" + NearMiss.hint(text, PolicyKey.texts()));
                return;
            }
            try {
                next.put(
                        key.get(),
                        key.get().canonical(value.isEmpty() ? key.get().standard() : value));
            } catch (IllegalArgumentException wrong) {
                mistakes.add(text + ": " + wrong.getMessage());
            }
        });
        if (!mistakes.isEmpty()) {
            throw new SlacklineException(Code.INVALID_ARGUMENT, String.join("; ", mistakes));
        }
        return new Policy(next);
    }
}
