package io.slackline.p4switch.grpc.entity;

import static io.slackline.p4switch.target.TargetException.invalid;

import io.slackline.p4switch.target.CounterValue;
import io.slackline.p4switch.target.MeterConfig;
import p4.v1.CounterData;

/** The values of meters and counters. */
final class Meters {

    static MeterConfig decode(p4.v1.MeterConfig config, String what) {
        if (config.getEburst() != 0) {
            throw invalid(what + ": eburst " + config.getEburst()
                    + ", which only meters of type SINGLE_RATE_THREE_COLOR have; valid: 0");
        }
        if (config.getCir() < 0 || config.getCburst() < 0 || config.getPir() < 0 || config.getPburst() < 0) {
            throw invalid(what + ": rates and bursts cannot be negative: cir " + config.getCir() + ", cburst "
                    + config.getCburst() + ", pir " + config.getPir() + ", pburst " + config.getPburst());
        }
        if (config.getPir() < config.getCir()) {
            throw invalid(
                    what + ": the peak rate " + config.getPir() + " is below the committed rate " + config.getCir());
        }
        return new MeterConfig(config.getCir(), config.getCburst(), config.getPir(), config.getPburst());
    }

    static p4.v1.MeterConfig encode(MeterConfig config) {
        return p4.v1.MeterConfig.newBuilder()
                .setCir(config.cir())
                .setCburst(config.cburst())
                .setPir(config.pir())
                .setPburst(config.pburst())
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
