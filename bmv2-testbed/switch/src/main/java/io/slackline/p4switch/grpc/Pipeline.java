package io.slackline.p4switch.grpc;

import io.slackline.p4switch.grpc.entity.Annotations;
import io.slackline.p4switch.grpc.entity.Binding;
import io.slackline.p4switch.grpc.entity.Entities;
import io.slackline.p4switch.grpc.entity.Messages;
import io.slackline.p4switch.grpc.schema.Schema;
import io.slackline.p4switch.grpc.schema.SchemaBinder;
import io.slackline.p4switch.grpc.schema.Translations;
import io.slackline.p4switch.target.P4Target;
import io.slackline.p4switch.target.Program;
import io.slackline.p4switch.target.TargetException;
import p4.v1.ForwardingPipelineConfig;

/**
 * A pipeline that the target could run, or runs.
 *
 * @param config as the controller sent it
 * @param program what the target made of it
 */
record Pipeline(
        ForwardingPipelineConfig config,
        Program program,
        Schema schema,
        Translations translations,
        Annotations annotations,
        Entities entities,
        Messages messages) {

    /**
     * Checks that the target could run a pipeline, and that its two halves agree. Changes nothing.
     *
     * @throws TargetException INVALID_ARGUMENT or UNIMPLEMENTED; the message names the construct
     */
    static Pipeline verify(P4Target target, ForwardingPipelineConfig config) {
        return verify(target, config, new Translations());
    }

    /** The same, with the translations of the pipeline whose state it is to keep. */
    static Pipeline verify(P4Target target, ForwardingPipelineConfig config, Translations translations) {
        if (!config.hasP4Info()) {
            throw TargetException.invalid("the pipeline has no p4info");
        }
        if (config.getP4DeviceConfig().isEmpty()) {
            throw TargetException.invalid(
                    "the pipeline has no p4_device_config; expected the JSON that p4c writes for bmv2");
        }
        Program program =
                target.load(config.getP4DeviceConfig().toByteArray(), SchemaBinder.initialised(config.getP4Info()));
        Schema schema = SchemaBinder.bind(config.getP4Info(), program, translations);
        return of(target, config, program, schema, translations, new Annotations());
    }

    /** The same pipeline, with what controllers attached to an earlier one. */
    Pipeline with(P4Target target, Annotations kept) {
        return of(target, config, program, schema, translations, kept);
    }

    private static Pipeline of(
            P4Target target,
            ForwardingPipelineConfig config,
            Program program,
            Schema schema,
            Translations translations,
            Annotations annotations) {
        return new Pipeline(
                config,
                program,
                schema,
                translations,
                annotations,
                new Entities(new Binding(schema, target, annotations)),
                new Messages(schema));
    }
}
