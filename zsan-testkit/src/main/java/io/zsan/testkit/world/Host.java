package io.zsan.testkit.world;

import com.google.common.collect.ForwardingSortedMap;
import com.google.common.collect.ImmutableMap;
import io.zsan.model.NodeName;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A machine. It can be silent (paused: it answers nothing and forgets nothing), cut off from its operators only (it
 * works on and reaches storage), or without power (it forgets everything that is not on its disk).
 */
public abstract sealed class Host permits StorageHost, DatabaseHost {
    /** What {@code /etc/defaults/rc.conf} says where it matters here. */
    private static final ImmutableMap<String, String> DEFAULTS = ImmutableMap.of(
            "cleanvar_enable", "YES",
            "ctld_enable", "NO",
            "iscsid_enable", "NO",
            "iscsictl_enable", "NO",
            "zfsd_enable", "NO");

    private final World world;
    private final NodeName name;
    private final Files files = new Files();
    private final SortedMap<String, String> sysctls = new Sysctls();
    private final SortedMap<String, String> rcConf = new TreeMap<>(DEFAULTS);
    private final SortedMap<String, Mount> mounts = new TreeMap<>(Map.of("/", new Mount("/dev/vtbd0s1a", 8L << 20)));
    private final TreeSet<String> daemons = new TreeSet<>();
    private final TreeSet<String> locks = new TreeSet<>();

    private boolean silent;
    private boolean powered = true;
    private boolean operatorsCut;
    private long bootedAt;
    private int boots = 1;
    /** The wall clock's error at a moment, and how it grows from then on. */
    private double clockError;

    private long clockErrorAt;
    private double driftPerMillion;

    Host(World world, NodeName name) {
        this.world = world;
        this.name = name;
        this.bootedAt = world.time();
    }

    public NodeName name() {
        return name;
    }

    World world() {
        return world;
    }

    public Files files() {
        return files;
    }

    /** Names and values, without {@code kern.boottime}. */
    public SortedMap<String, String> sysctls() {
        return sysctls;
    }

    public Optional<Long> number(String sysctl) {
        return Optional.ofNullable(sysctls.get(sysctl)).map(Long::parseLong);
    }

    /** A sysctl was set. */
    void sysctlChanged(String name) {}

    private final class Sysctls extends ForwardingSortedMap<String, String> {
        private final TreeMap<String, String> values = new TreeMap<>();

        @Override
        protected SortedMap<String, String> delegate() {
            return values;
        }

        @Override
        public @Nullable String put(@Nullable String name, @Nullable String value) {
            String sysctl = Objects.requireNonNull(name);
            String before = values.put(sysctl, Objects.requireNonNull(value));
            sysctlChanged(sysctl);
            return before;
        }
    }

    /** Variables of {@code rc.conf}, with their defaults. */
    public SortedMap<String, String> rcConf() {
        return rcConf;
    }

    /**
     * A file system.
     *
     * @param device {@code tmpfs} for one in memory
     * @param availableKib its room
     */
    public record Mount(String device, long availableKib) {}

    /** File systems by where they are mounted; there is always one at {@code /}. */
    public SortedMap<String, Mount> mounts() {
        return mounts;
    }

    private boolean clearsRunAtBoot() {
        boolean inMemory = mounts.containsKey("/var/run")
                && mounts.get("/var/run").device().equals("tmpfs");
        return inMemory || Objects.equals(rcConf.get("cleanvar_enable"), "YES");
    }

    /** Names of processes that run besides those that the world models; {@code zfsd} for example. */
    public SortedSet<String> daemons() {
        return daemons;
    }

    /** Paths that {@code lockf} holds. */
    public SortedSet<String> locks() {
        return locks;
    }

    /** Whether it runs at all. */
    public boolean responsive() {
        return powered && !silent;
    }

    /** Whether it has power, and has booted. */
    public boolean powered() {
        return powered;
    }

    /** Whether an operator's connection gets an answer. */
    public boolean answersOperators() {
        return responsive() && !operatorsCut;
    }

    /** {@code kern.boottime}: it moves with the clock. */
    public Instant bootedAt() {
        return world.call(() -> wallClock().minusNanos(world.time() - bootedAt));
    }

    // --- clock ---

    /** What the node takes for the time. */
    public Instant wallClock() {
        return world.call(() -> world.instant(world.time() + (long) errorNow()));
    }

    /** Sets its wall clock forward, or back. */
    public void clockJump(Duration by) {
        world.run(() -> setError(errorNow() + by.toNanos()));
    }

    /** Lets its wall clock run too fast from now on, or too slow. */
    public void drift(double partsPerMillion) {
        world.run(() -> {
            setError(errorNow());
            driftPerMillion = partsPerMillion;
        });
    }

    private double errorNow() {
        return clockError + (world.time() - clockErrorAt) * driftPerMillion / 1e6;
    }

    private void setError(double nanos) {
        clockError = nanos;
        clockErrorAt = world.time();
    }

    // --- power ---

    /** Counts boots: a command that began in an earlier one has gone with it. */
    public int boots() {
        return boots;
    }

    /** Pauses the machine: what it does, and what was asked of it, waits. */
    public void silence() {
        world.run(() -> {
            silent = true;
            world.tell(WorldEvent.Kind.SILENT, name, "", "");
            world.reachabilityChanged();
        });
    }

    /** Ends a pause. */
    public void wake() {
        world.run(() -> {
            silent = false;
            operatorsCut = false;
            world.tell(WorldEvent.Kind.AWAKE, name, "", "");
            world.reachabilityChanged();
        });
    }

    /** Takes away its operators' network only. {@link #wake} brings it back. */
    public void cutOperators() {
        cutOperators(true);
    }

    /** Takes away its operators' network only, or gives it back. */
    public void cutOperators(boolean cut) {
        world.run(() -> operatorsCut = cut);
    }

    public void powerOff() {
        world.run(() -> {
            powered = false;
            silent = false;
            boots++;
            locks.clear();
            if (clearsRunAtBoot()) {
                files.boot();
            }
            lostPower();
            world.tell(WorldEvent.Kind.POWER_OFF, name, "", "");
            world.reachabilityChanged();
        });
    }

    /** It answers when it has booted. */
    public void powerOn() {
        world.run(() -> {
            int boot = boots;
            world.after(world.timings().boot(), () -> {
                if (boot == boots && !powered) {
                    powered = true;
                    bootedAt = world.time();
                    world.tell(WorldEvent.Kind.BOOTED, name, "", "");
                    booted();
                    world.reachabilityChanged();
                }
            });
        });
    }

    /** Off and on again. */
    public void powerCycle() {
        world.run(() -> {
            powerOff();
            powerOn();
        });
    }

    /** Forgets what was in memory. */
    abstract void lostPower();

    /** Does what it does by itself when it has booted. */
    abstract void booted();
}
