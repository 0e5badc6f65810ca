package io.slackline.agent.harvest;

import io.slackline.agent.ethtool.Coalescing;
import io.slackline.agent.ethtool.Coalescing.Parameter;
import io.slackline.agent.harvest.CoalesceDriver.DeviceParameter;
import io.slackline.agent.harvest.DeferDriver.DeviceFile;
import io.slackline.agent.slack.ProcessTimes;
import io.slackline.agent.slack.SoftirqTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Switches harvesting on while functions need CPU and off afterwards ({@code changeMode} of NEMO, section 4.2), and guards the NFs meanwhile.
 * All methods but {@link #state} belong to one thread.
 */
public final class Harvester implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Harvester.class);
    private static final long SAVE_NANOS = 10_000_000_000L;

    /** Told on the harvesting thread. */
    public interface Listener {
        /** An NF left its bounds; harvesting it has stopped already. */
        void backedOff(String nf, String why);
    }

    private final HarvestConfig config;
    private final Originals originals;
    private final Profiles profiles;
    private final Supplier<ProcessTimes> clocks;
    private final LongSupplier clock;
    private final Listener listener;
    private final Map<String, SubjectControl> controls = new LinkedHashMap<>();
    private final LinkedHashSet<String> refusedFiles = new LinkedHashSet<>();
    private boolean demanded;
    private long undemandedSince;
    private long savedAt;
    private long modeChanges;
    private long backOffs;
    private volatile HarvestState state = HarvestState.nothing();

    /**
     * Gives back first what an earlier agent with the same state directory has left changed.
     *
     * @param stateDir keeps the originals of what is changed and the profiles
     * @param cores the harvest set; empty means all
     * @param stat {@code /proc/stat}
     * @param clocks a fresh one for each NF
     * @param clock nanoseconds, as {@link System#nanoTime}
     */
    public Harvester(
            HarvestConfig config,
            Path stateDir,
            List<Integer> cores,
            Path stat,
            Supplier<ProcessTimes> clocks,
            LongSupplier clock,
            Listener listener) {
        this.config = config;
        this.clocks = clocks;
        this.clock = clock;
        this.listener = listener;
        originals = new Originals(stateDir.resolve("harvest-originals"));
        profiles = new Profiles(stateDir.resolve("harvest-profiles"), config);
        savedAt = clock.getAsLong();
        var coalescing = new Coalescing();
        originals.replay(id -> setting(id, coalescing));
        devices(coalescing, new SoftirqTime(stat, cores));
    }

    /** An identity as in {@link DeviceParameter} or {@link DeviceFile}: kind, device, attribute. */
    private Originals.Setting setting(String id, Coalescing coalescing) throws IOException {
        var parts = id.split("/");
        if (parts.length != 3) {
            throw new IOException("no setting is called " + id);
        }
        try {
            return switch (parts[0]) {
                case DeviceParameter.KIND -> new DeviceParameter(coalescing, parts[1], Parameter.valueOf(parts[2]));
                case DeviceFile.KIND -> new DeviceFile(config.sysClassNet(), parts[1], parts[2]);
                default -> throw new IOException("no setting is called " + id);
            };
        } catch (IllegalArgumentException unknown) {
            throw new IOException("no setting is called " + id, unknown);
        }
    }

    private void devices(Coalescing coalescing, SoftirqTime softirq) {
        var all = new LinkedHashSet<>(config.coalesceDevices());
        all.addAll(config.deferDevices());
        for (var device : all) {
            var drivers = new ArrayList<Driver>();
            if (config.coalesceDevices().contains(device)) {
                drivers.add(new CoalesceDriver(coalescing, device, originals));
            }
            if (config.deferDevices().contains(device)) {
                drivers.add(new DeferDriver(config.sysClassNet(), device, originals));
            }
            try {
                add("device/" + device, new DeviceNfs(device, config.sysClassNet(), softirq, drivers, clock));
            } catch (IOException | NumberFormatException unreadable) {
                log.warn("device {} is not harvested: {}", device, unreadable.toString());
            }
        }
    }

    private void add(String key, Subject subject) {
        controls.put(key, new SubjectControl(subject, profiles, config, clock.getAsLong()));
    }

    /** Whether functions need CPU from now on: one warms, runs or waits. */
    public void demand(boolean now) {
        if (demanded && !now) {
            undemandedSince = clock.getAsLong();
        }
        boolean rises = now && !demanded;
        demanded = now;
        if (rises) {
            choose();
            publish();
        }
    }

    /** Not off at once after the last one: the next may come soon. */
    private boolean wanted() {
        boolean lingers = state.on()
                && clock.getAsLong() - undemandedSince < config.offDelay().toNanos();
        return config.enabled() && (demanded || lingers);
    }

    private void choose() {
        boolean wanted = wanted();
        for (var key : List.copyOf(controls.keySet())) {
            use(key, control -> {
                if (control.choose(wanted, clock.getAsLong())) {
                    modeChanges++;
                }
            });
        }
    }

    /** Ends a window: takes the account, guards, chooses anew. */
    public void tick() {
        findNfs();
        for (var key : List.copyOf(controls.keySet())) {
            use(
                    key,
                    control -> control.endWindow(clock.getAsLong()).ifPresent(why -> {
                        backOffs++;
                        modeChanges++;
                        listener.backedOff(control.state().tag().nf(), why);
                    }));
        }
        choose();
        publish();
        if (clock.getAsLong() - savedAt > SAVE_NANOS) {
            savedAt = clock.getAsLong();
            profiles.save();
        }
    }

    private interface Use {
        void with(SubjectControl control) throws IOException;
    }

    /** A subject that has gone is forgotten. */
    private void use(String key, Use use) {
        var control = controls.get(key);
        if (control == null) {
            return;
        }
        try {
            use.with(control);
        } catch (IOException | NumberFormatException gone) {
            log.info("{} is not measured any more: {}", key, gone.toString());
            controls.remove(key);
            control.close();
        }
    }

    private void findNfs() {
        if (config.nfDirectory().isEmpty()) {
            return;
        }
        var there = new HashSet<String>();
        var directory = config.nfDirectory().get();
        if (Files.isDirectory(directory)) {
            try (var files = Files.newDirectoryStream(directory)) {
                for (var file : files) {
                    var name = file.getFileName().toString();
                    if (!name.startsWith(".") && Files.isRegularFile(file)) {
                        there.add("nf/" + name);
                        found("nf/" + name, file);
                    }
                }
            } catch (IOException unreadable) {
                log.warn("{} cannot be listed: {}", directory, unreadable.toString());
            }
        }
        for (var key : List.copyOf(controls.keySet())) {
            if (key.startsWith("nf/") && !there.contains(key)) {
                var gone = controls.remove(key);
                if (gone != null) {
                    gone.close();
                }
            }
        }
        refusedFiles.retainAll(there);
    }

    private void found(String key, Path file) {
        if (controls.containsKey(key) || refusedFiles.contains(key)) {
            return;
        }
        try {
            add(key, new UserspaceNf(new NfRegion(file), clocks.get(), clock));
            log.info("{} is measured and may be harvested", file);
        } catch (IOException unusable) {
            refusedFiles.add(key);
            log.warn("{}", unusable.getMessage());
        }
    }

    private void publish() {
        boolean on = false;
        int harvested = 0;
        int avoidable = 0;
        var nfs = new ArrayList<HarvestState.NfState>();
        for (var control : controls.values()) {
            var nf = control.state();
            nfs.add(nf);
            avoidable += control.avoidableMillicores();
            if (control.holding()) {
                on = true;
                harvested += Math.max(0, nf.baselineMillicores() - nf.millicores());
            }
        }
        state = new HarvestState(on, harvested, avoidable, modeChanges, backOffs, List.copyOf(nfs));
    }

    /** Of the last window. Any thread. */
    public HarvestState state() {
        return state;
    }

    /** Everything is as it was before the agent came. */
    @Override
    public void close() {
        controls.values().forEach(SubjectControl::close);
        controls.clear();
        originals.restore();
        profiles.save();
    }
}
