package io.slackline.agent.host;

import io.slackline.agent.ingress.PeerService;
import io.slackline.agent.invoke.Dispatcher;
import io.slackline.api.v1.Assignment;
import io.slackline.api.v1.Assignments;
import io.slackline.api.v1.FunctionStatus;
import io.slackline.api.v1.InstanceState;
import io.slackline.api.v1.PoolStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The functions of this node, made to match what the controller assigns. State belongs to the event loop; the public methods may be called from
 * any thread.
 */
public final class Hosting implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Hosting.class);
    private static final long BIND_RETRY_MILLIS = 1_000;

    /** What the outside is told, on the event loop; must not block. */
    public interface Listener {
        void statusChanged(FunctionStatus status);

        /** The set of warm functions, or what steers the switches otherwise, is another now. */
        void warmFunctionsChanged();

        void instanceLost(String function, String how);

        /** Functions need CPU, or do not any more: one warms, runs or waits. */
        void activity(boolean now);
    }

    private final HostContext context;
    private final ServiceDoors doors;
    private final Listener listener;
    private final FunctionController controller;
    private final Map<String, HostedFunction> functions = new LinkedHashMap<>();
    private volatile int warmBits;
    private volatile boolean settled;
    private volatile List<Dispatcher> dispatchers = List.of();
    private volatile List<Long> pids = List.of();
    private volatile Map<String, List<Long>> pidsByFunction = Map.of();

    /** Requests come in over the network. */
    public Hosting(HostContext context, ServiceAddresses addresses, Listener listener) {
        this(context, new NetworkDoors(context.transport(), addresses), listener);
    }

    public Hosting(HostContext context, ServiceDoors doors, Listener listener) {
        this.context = context;
        controller = new FunctionController(
                context.transport().loop(), context.pool(), context.availableMillicores(), listener::activity);
        this.doors = doors;
        this.listener = listener;
    }

    /** Bit i: the function in slot i is warm here. */
    public int warmBits() {
        return warmBits;
    }

    /** Every function of the first assignments is ready, or cannot be. Until then the switches must send nothing here. */
    public boolean settled() {
        return settled;
    }

    /** Requests that wait for an instance. */
    public int queueDepth() {
        int depth = 0;
        for (int i = 0; i < dispatchers.size(); i++) {
            depth += dispatchers.get(i).queued();
        }
        return depth;
    }

    /** Of the living instances. */
    public List<Long> pids() {
        return pids;
    }

    /** Of the living instances of each function. */
    public Map<String, List<Long>> pidsByFunction() {
        return pidsByFunction;
    }

    /** So much CPU have these functions used since the last call. */
    public void usedCpu(Map<String, Long> nanosByFunction) {
        context.transport()
                .loop()
                .execute(() -> nanosByFunction.forEach((name, nanos) -> {
                    var function = functions.get(name);
                    if (function != null) {
                        function.managed().usedCpu(nanos);
                    }
                }));
    }

    /** The slack was measured anew: what waits for it may run. */
    public void slackMeasured() {
        context.transport().loop().execute(controller::slackChanged);
    }

    /** What the function controller does. */
    public CompletableFuture<PoolStatus> pool() {
        return CompletableFuture.supplyAsync(
                controller::status, context.transport().loop());
    }

    /** Hosts exactly these from now on. */
    public void apply(Assignments assignments) {
        context.transport().loop().execute(() -> applyNow(assignments));
    }

    private void applyNow(Assignments assignments) {
        var named = new HashSet<String>();
        for (var assignment : assignments.getAssignmentsList()) {
            var name = assignment.getFunction().getName();
            named.add(name);
            try {
                var present = functions.get(name);
                if (present != null
                        && !present.spec()
                                .getAddress()
                                .equals(assignment.getFunction().getAddress())) {
                    remove(present);
                    present = null;
                }
                if (present == null) {
                    add(assignment);
                } else {
                    present.assign(assignment);
                }
            } catch (RuntimeException wrong) {
                log.error("assignment of function {} cannot be followed", name, wrong);
                listener.statusChanged(FunctionStatus.newBuilder()
                        .setFunction(name)
                        .setVersion(assignment.getFunction().getVersion())
                        .setGeneration(assignment.getGeneration())
                        .setState(InstanceState.FAILED)
                        .setError(String.valueOf(wrong.getMessage()))
                        .build());
            }
        }
        for (var function : List.copyOf(functions.values())) {
            if (!named.contains(function.name())) {
                remove(function);
            }
        }
        publish();
    }

    private void add(Assignment assignment) {
        var function = new HostedFunction(context, controller, assignment, new HostedFunction.Listener() {
            @Override
            public void statusChanged(HostedFunction changed) {
                publish();
                listener.statusChanged(changed.status());
            }

            @Override
            public void instanceLost(HostedFunction changed, String how) {
                listener.instanceLost(changed.name(), how);
            }
        });
        functions.put(function.name(), function);
        log.debug("function {}: hosted as {}", function.name(), assignment.getRole());
        bind(function);
        function.assign(assignment);
    }

    private void bind(HostedFunction function) {
        var _ = doors.open(function.spec().getAddress(), function)
                .whenCompleteAsync(
                        (door, failed) -> {
                            if (failed != null) {
                                bindFailed(function, why(failed));
                            } else if (functions.get(function.name()) == function) {
                                function.bound(door);
                            } else {
                                door.close();
                            }
                        },
                        context.transport().loop());
    }

    private static String why(Throwable failed) {
        var cause = failed instanceof CompletionException && failed.getCause() != null ? failed.getCause() : failed;
        return String.valueOf(cause.getMessage());
    }

    private void bindFailed(HostedFunction function, String why) {
        log.warn("function {}: {}", function.name(), why);
        function.bindFailed(why);
        var _ = context.transport()
                .loop()
                .schedule(
                        () -> {
                            if (functions.get(function.name()) == function) {
                                bind(function);
                            }
                        },
                        BIND_RETRY_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    private void remove(HostedFunction function) {
        functions.remove(function.name());
        log.debug("function {}: not hosted any more", function.name());
        var ip = function.spec().getAddress().getIp();
        function.close(() -> doors.release(ip));
    }

    private void publish() {
        int bits = 0;
        var waiting = new ArrayList<Dispatcher>();
        var running = new ArrayList<Long>();
        var byFunction = new HashMap<String, List<Long>>();
        for (var function : functions.values()) {
            int slot = function.spec().getSlot();
            if (function.warm() && slot < Integer.SIZE) {
                bits |= 1 << slot;
            }
            waiting.add(function.dispatcher());
            var own = List.copyOf(function.pids());
            byFunction.put(function.name(), own);
            running.addAll(own);
        }
        dispatchers = List.copyOf(waiting);
        pids = List.copyOf(running);
        pidsByFunction = Map.copyOf(byFunction);
        boolean nowSettled = settled || functions.values().stream().allMatch(HostedFunction::settled);
        if (bits != warmBits || nowSettled != settled) {
            warmBits = bits;
            settled = nowSettled;
            listener.warmFunctionsChanged();
        }
    }

    /** For requests that name their function in a header. On the event loop. */
    public PeerService.@Nullable Target target(String name) {
        return functions.get(name);
    }

    /** All functions as they are now. */
    public CompletableFuture<List<FunctionStatus>> statuses() {
        return CompletableFuture.supplyAsync(
                () -> functions.values().stream().map(HostedFunction::status).toList(),
                context.transport().loop());
    }

    /** As {@link #statuses}, and a new interval of the latencies begins. */
    public CompletableFuture<List<FunctionStatus>> statusesOfInterval() {
        return CompletableFuture.supplyAsync(
                () -> functions.values().stream()
                        .map(HostedFunction::statusOfInterval)
                        .toList(),
                context.transport().loop());
    }

    /** Kills all instances and gives the addresses back. */
    @Override
    public void close() {
        var ips = new ArrayList<String>();
        CompletableFuture.runAsync(
                        () -> {
                            for (var function : functions.values()) {
                                function.kill();
                                ips.add(function.spec().getAddress().getIp());
                            }
                            functions.clear();
                        },
                        context.transport().loop())
                .join();
        ips.forEach(doors::release);
        doors.close();
    }
}
