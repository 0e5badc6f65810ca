package io.slackline.p4switch.grpc.entity;

import static io.slackline.p4switch.target.TargetException.invalid;

import io.slackline.p4switch.grpc.schema.DigestSchema;
import io.slackline.p4switch.target.DigestConfig;
import io.slackline.p4switch.target.P4Target;
import io.slackline.p4switch.target.TargetException;
import java.util.Optional;
import java.util.function.Consumer;
import p4.v1.DigestEntry;
import p4.v1.Entity;
import p4.v1.Update;

/** Whether and how digests are sent. */
final class Digests {

    private final Binding binding;
    private final P4Target target;

    Digests(Binding binding) {
        this.binding = binding;
        this.target = binding.target();
    }

    Change change(Update.Type type, DigestEntry entry) {
        DigestSchema digest = binding.schema().digests().require(entry.getDigestId());
        String name = digest.name();
        return switch (type) {
            case INSERT -> {
                DigestConfig config = config(digest, entry.getConfig());
                yield change(name, () -> {
                    if (target.digestConfig(name).isPresent()) {
                        throw new TargetException(
                                TargetException.Code.ALREADY_EXISTS,
                                describe(digest) + " is enabled already; MODIFY changes its configuration");
                    }
                    target.configureDigest(name, config);
                });
            }
            case MODIFY -> {
                DigestConfig config = config(digest, entry.getConfig());
                yield change(name, () -> {
                    requireEnabled(digest);
                    target.configureDigest(name, config);
                });
            }
            case DELETE ->
                change(name, () -> {
                    requireEnabled(digest);
                    target.removeDigest(name);
                });
            case UNSPECIFIED, UNRECOGNIZED -> throw Requests.badType(type, describe(digest));
        };
    }

    void read(DigestEntry query, Consumer<Entity> out) {
        for (DigestSchema digest : binding.schema().digests().select(query.getDigestId())) {
            target.digestConfig(digest.name())
                    .ifPresent(config -> out.accept(Entity.newBuilder()
                            .setDigestEntry(DigestEntry.newBuilder()
                                    .setDigestId(digest.id())
                                    .setConfig(DigestEntry.Config.newBuilder()
                                            .setMaxTimeoutNs(config.maxTimeoutNanos())
                                            .setMaxListSize(config.maxListSize())
                                            .setAckTimeoutNs(config.ackTimeoutNanos())))
                            .build()));
        }
    }

    private Change change(String name, Runnable apply) {
        return Change.of(apply, () -> {
            Optional<DigestConfig> before = target.digestConfig(name);
            return () -> before.ifPresentOrElse(
                    config -> target.configureDigest(name, config), () -> target.removeDigest(name));
        });
    }

    private void requireEnabled(DigestSchema digest) {
        if (target.digestConfig(digest.name()).isEmpty()) {
            throw TargetException.notFound(describe(digest) + " is not enabled; INSERT enables it");
        }
    }

    private static DigestConfig config(DigestSchema digest, DigestEntry.Config config) {
        if (config.getMaxTimeoutNs() < 0 || config.getMaxListSize() < 0 || config.getAckTimeoutNs() < 0) {
            throw invalid(describe(digest) + ": timeouts and sizes cannot be negative: max_timeout_ns "
                    + config.getMaxTimeoutNs() + ", max_list_size " + config.getMaxListSize() + ", ack_timeout_ns "
                    + config.getAckTimeoutNs());
        }
        return new DigestConfig(config.getMaxTimeoutNs(), config.getMaxListSize(), config.getAckTimeoutNs());
    }

    private static String describe(DigestSchema digest) {
        return "digest '" + digest.name() + "'";
    }
}
