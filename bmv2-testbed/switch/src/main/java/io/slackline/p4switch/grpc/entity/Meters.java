package io.slackline.p4switch.grpc.entity;

import static io.slackline.p4switch.target.TargetException.invalid;

import io.slackline.p4switch.target.CounterValue;
import io.slackline.p4switch.target.MeterConfig;
import io.slackline.p4switch.target.MeterCounts;
import p4.config.v1.MeterSpec;
import p4.v1.CounterData;
import p4.v1.MeterCounterData;

/** The values of meters and counters. */
final class Meters {

    /**
     * Reads a configuration.
     *
     * @param type of the meter: not all configurations are for all meters
     * @param what whose configuration it is, for messages
     */
    static MeterConfig decode(p4.v1.MeterConfig config, MeterSpec.Type type, String what) {
        if (config.getCir() < 0
                || config.getCburst() < 0
                || config.getPir() < 0
                || config.getPburst() < 0
                || config.getEburst() < 0) {
            throw invalid(what + ": rates and bursts cannot be negative: cir " + config.getCir() + ", cburst "
                    + config.getCburst() + ", pir " + config.getPir() + ", pburst " + config.getPburst() + ", eburst "
                    + config.getEburst());
        }
        if (type != MeterSpec.Type.SINGLE_RATE_THREE_COLOR && config.getEburst() != 0) {
            throw invalid(what + ": eburst " + config.getEburst()
                    + ", which only meters of type SINGLE_RATE_THREE_COLOR have; valid: 0");
        }
        if (type == MeterSpec.Type.TWO_RATE_THREE_COLOR) {
            if (config.getPir() < config.getCir()) {
                throw invalid(what + ": the peak rate " + config.getPir() + " is below the committed rate "
                        + config.getCir());
            }
        } else if (config.getPir() != config.getCir() || config.getPburst() != config.getCburst()) {
            throw invalid(what + ": meters of type " + type + " have one rate: pir " + config.getPir() + " and pburst "
                    + config.getPburst() + "; valid: those of cir and cburst, " + config.getCir() + " and "
                    + config.getCburst());
        }
        return new MeterConfig(
                config.getCir(), config.getCburst(), config.getPir(), config.getPburst(), config.getEburst());
    }

    static p4.v1.MeterConfig encode(MeterConfig config) {
        return p4.v1.MeterConfig.newBuilder()
                .setCir(config.cir())
                .setCburst(config.cburst())
                .setPir(config.pir())
                .setPburst(config.pburst())
                .setEburst(config.eburst())
                .build();
    }

    /** Reads counts by colour, which controllers can only set to zero. */
    static MeterCounts decode(MeterCounterData data, String what) {
        MeterCounts counts = new MeterCounts(decode(data.getGreen()), decode(data.getYellow()), decode(data.getRed()));
        if (!counts.equals(MeterCounts.ZERO)) {
            throw invalid(what + ": the counters of a meter's colours can only be reset: valid: 0");
        }
        return counts;
    }

    static MeterCounterData encode(MeterCounts counts) {
        return MeterCounterData.newBuilder()
                .setGreen(encode(counts.green()))
                .setYellow(encode(counts.yellow()))
                .setRed(encode(counts.red()))
                .build();
    }

    static CounterValue decode(CounterData data) {
        return new CounterValue(data.getPacketCount(), data.getByteCount());
    }

    static CounterData encode(CounterValue value) {
        return CounterData.newBuilder()
                .setPacketCount(value.packets())
                .setByteCount(value.bytes())
                .build();
    }

    private Meters() {}
}
