package io.zsan.freebsd;

import com.google.common.collect.ImmutableList;
import io.zsan.decide.DisconnectMode;
import io.zsan.error.OutcomeUnknown;
import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.chap.Credential;
import io.zsan.freebsd.chap.Secrets;
import io.zsan.freebsd.dialect.Dialect;
import io.zsan.freebsd.dialect.FreeBsdRelease.SessionForm;
import io.zsan.freebsd.exec.Attempt;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.model.BootId;
import io.zsan.model.DatabaseNode;
import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import io.zsan.model.Iqn;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.model.Portal;
import io.zsan.node.DatabaseNodeDriver;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.Finding;
import io.zsan.node.NodeTraits;
import io.zsan.node.PoolReport;
import io.zsan.node.SessionReport;
import io.zsan.proof.CreateOrder;
import io.zsan.proof.ImportOrder;
import io.zsan.proof.LunIdentity;
import io.zsan.proof.ReleaseProof;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * A database node on FreeBSD: iscsictl, zpool, zfs and zdb, each in the words of its release. Vdevs are known to ZFS as
 * {@code /dev/diskid/DISK-<exported serial>}.
 *
 * <p>Thread-safe. One call at a time talks to ZFS; another waits for {@link Deadlines#queue} and then ends with
 * {@link io.zsan.error.OutcomeUnknown}. After a ZFS command that passed its deadline, so does every call that needs ZFS,
 * until ZFS answers a probe (R11); {@link #observe} tells the sessions all the same.
 */
public final class FreeBsdDatabaseNode implements DatabaseNodeDriver {
    private final DatabaseNode node;
    private final CommandRunner runner;
    private final Optional<Secrets> secrets;
    private final ZfsGate gate;
    private final Dialects dialects;
    private final Initiator initiator;
    private final Machine machine;
    private final PoolReader pools;
    private final PoolPassage passage;
    private final PoolWork work;
    private final DatabasePreflight preflight;
    private final Tuning tuning;
    private final Nudges nudges;

    private FreeBsdDatabaseNode(Builder options) {
        Deadlines deadlines = options.deadlines;
        Patience patience = new Patience(options.pause, deadlines);
        node = options.node;
        runner = options.runner;
        secrets = options.secrets;
        dialects = new Dialects(runner, options.dialect, deadlines.look());
        gate = new ZfsGate(runner, deadlines, options.clock);
        initiator = options.initiator.orElseGet(() -> new InitiatorOfRelease(
                dialects,
                new Sessions(node.initiator(), runner, dialects, patience, deadlines),
                new Iscontrol(node.initiator(), runner, patience, deadlines)));
        machine = options.machine.orElseGet(() -> new FreeBsdMachine(runner, deadlines.look()));
        LabelGuids guids = new LabelGuids(gate, initiator, machine, deadlines.look());
        pools = new PoolReader(gate, dialects, guids, deadlines.look());
        LunCheck check = new LunCheck(options.targetBase, initiator, machine, gate, dialects, deadlines);
        passage = new PoolPassage(gate, pools, check, dialects, deadlines);
        work = new PoolWork(gate, pools, check, dialects, deadlines);
        preflight = new DatabasePreflight(runner, gate, deadlines, options.disconnectMode, options.clock);
        nudges = new Nudges(runner, deadlines.look(), options.clock);
        tuning = new Tuning(runner, dialects, deadlines, options.disconnectMode);
    }

    /**
     * Starts from the defaults.
     *
     * @param targetBase the fleet's
     * @param runner runs commands on that node
     */
    public static Builder builder(DatabaseNode node, Iqn targetBase, CommandRunner runner) {
        return new Builder(node, targetBase, runner);
    }

    @Override
    public NodeName node() {
        return node.name();
    }

    @Override
    public DatabaseNodeReport observe() {
        try {
            DatabaseNodeReport seen = observeOnce();
            // A node that has booted may be upgraded, and its answers were understood as those of before.
            return dialects.holdsFor(seen.boot()) ? seen : observeOnce();
        } catch (UnexpectedOutput e) {
            dialects.forget();
            throw e;
        }
    }

    private DatabaseNodeReport observeOnce() {
        Sure sure = new Sure(initiator.sessions(), machine.boot());
        return gate.ifFree(() -> observeAll(sure)).orElseGet(() -> {
            List<Command> commands = sure.commands();
            List<Attempt> attempts = commands.isEmpty() ? List.of() : runner.runAll(commands);
            return report(sure, attempts, List.of(), false);
        });
    }

    /** What a node can be asked while its ZFS hangs. */
    private record Sure(Look<List<SessionReport>> sessions, Look<BootId> boot) {
        List<Command> commands() {
            return ImmutableList.<Command>builder()
                    .addAll(sessions.commands())
                    .addAll(boot.commands())
                    .build();
        }
    }

    private DatabaseNodeReport observeAll(Sure sure) {
        List<Command> first = sure.commands();
        Look<Optional<List<PoolReport>>> ofPools = pools.look();
        List<Command> all = ImmutableList.<Command>builder()
                .addAll(first)
                .addAll(ofPools.commands())
                .build();
        List<Attempt> attempts = gate.runAll(all, first.size());
        List<Attempt> ofZfs = attempts.subList(first.size(), all.size());
        if (ofZfs.stream().anyMatch(Attempt.Unknown.class::isInstance)) {
            return report(sure, attempts, List.of(), false);
        }
        Optional<List<PoolReport>> seen;
        try {
            seen = Optional.of(ofPools.meaning().apply(results(ofZfs)).orElseGet(pools::read));
        } catch (OutcomeUnknown untold) {
            seen = Optional.empty();
        }
        return report(sure, attempts, seen.orElse(List.of()), seen.isPresent());
    }

    private DatabaseNodeReport report(Sure sure, List<Attempt> attempts, List<PoolReport> seen, boolean known) {
        int split = sure.sessions().commands().size();
        int end = split + sure.boot().commands().size();
        List<SessionReport> sessions = sure.sessions().meaning().apply(results(attempts.subList(0, split))).stream()
                .map(this::withRejection)
                .toList();
        BootId boot = sure.boot().meaning().apply(results(attempts.subList(split, end)));
        return new DatabaseNodeReport(node(), boot, sessions, seen, known);
    }

    /** Where there are no secrets a login anew would show nothing else, and no session is told to be rejected. */
    private SessionReport withRejection(SessionReport session) {
        return secrets.isPresent()
                ? session
                : new SessionReport(session.target(), session.connected(), session.detail());
    }

    private static List<CommandResult> results(List<Attempt> attempts) {
        return attempts.stream().map(Attempt::result).toList();
    }

    @Override
    public List<Finding> preflight() {
        return preflight.run();
    }

    @Override
    public NodeTraits traits() {
        return preflight.traits();
    }

    /**
     * Sets those sysctls that {@link #preflight} finds fault with: at once, and in {@code /etc/sysctl.conf.local}, which
     * FreeBSD reads at each boot after {@code /etc/sysctl.conf}. For whoever sets a node up; zsan itself never calls it.
     *
     * @return what was changed, as it was read back; empty: all were good
     * @throws CommandRefused if one could not be set; those before it may be set, and none was kept for later boots
     */
    public List<SysctlChange> tune() {
        return tuning.run();
    }

    /**
     * Lets the initiator try a session again at once that is down, where its portal answers the node; at most once in ten
     * seconds for one target. By itself it waits up to {@code kern.iscsi.iscsid_timeout}, a minute by default. Only for
     * {@link DisconnectMode#FREEZE}: with {@code kern.iscsi.fail_on_disconnection=1} the node refuses.
     *
     * @return whether a session was nudged; whether it gets up is for {@link #observe} to tell
     */
    public boolean nudge(Iqn target) {
        // The daemons of the old initiator try again by themselves, every few seconds.
        return dialects.get().system().sessions() != SessionForm.ISCONTROL && nudges.nudge(target);
    }

    @Override
    public void login(Iqn target, Epoch epoch, Portal portal) {
        initiator.login(target, portal, secrets.map(source -> Credential.of(source, target, node.initiator(), epoch)));
    }

    @Override
    public void logout(Iqn target) {
        initiator.logout(target);
    }

    @Override
    public void create(CreateOrder order) {
        gate.hold(() -> passage.create(order));
    }

    @Override
    public void importPool(ImportOrder order) {
        gate.hold(() -> passage.importPool(order));
    }

    @Override
    public void stamp(PoolName pool, Epoch epoch) {
        gate.hold(() -> work.stamp(pool, epoch));
    }

    @Override
    public void mount(PoolName pool) {
        gate.hold(() -> work.mount(pool));
    }

    @Override
    public ReleaseProof export(PoolName pool, Epoch epoch, LunIdentity witness) {
        return gate.get(() -> passage.export(pool, epoch, witness));
    }

    @Override
    public void offline(PoolName pool, Guid leg) {
        gate.hold(() -> work.offline(pool, leg));
    }

    @Override
    public void replace(PoolName pool, Guid old, LunIdentity fresh) {
        gate.hold(() -> work.replace(pool, old, fresh));
    }

    @Override
    public void detach(PoolName pool, Guid leaf) {
        gate.hold(() -> work.detach(pool, leaf));
    }

    @Override
    public void reboot() {
        // Not through the gate: this is what helps where ZFS hangs.
        machine.reboot();
    }

    /** Changes single values; {@link #build} validates. */
    public static final class Builder {
        private final DatabaseNode node;
        private final Iqn targetBase;
        private final CommandRunner runner;
        private Deadlines deadlines = Deadlines.defaults();
        private DisconnectMode disconnectMode = DisconnectMode.FREEZE;
        private InstantSource clock = InstantSource.system();
        private Pause pause = Pause.sleeping();
        private Optional<Secrets> secrets = Optional.empty();
        private Optional<Dialect> dialect = Optional.empty();
        private Optional<Initiator> initiator = Optional.empty();
        private Optional<Machine> machine = Optional.empty();

        private Builder(DatabaseNode node, Iqn targetBase, CommandRunner runner) {
            this.node = node;
            this.targetBase = targetBase;
            this.runner = runner;
        }

        /** Default {@link Deadlines#defaults}. */
        public Builder deadlines(Deadlines value) {
            deadlines = value;
            return this;
        }

        /** What preflight expects the node's initiator to be set to (R1); default {@link DisconnectMode#FREEZE}. */
        public Builder disconnectMode(DisconnectMode value) {
            disconnectMode = value;
            return this;
        }

        /** Wall time, for the intervals between probes, and what the node's clock is compared with; default this machine's clock. */
        public Builder clock(InstantSource value) {
            clock = value;
            return this;
        }

        /** How time is let pass between two looks; default {@link Pause#sleeping}. */
        public Builder pause(Pause value) {
            pause = value;
            return this;
        }

        /** Where the secrets of CHAP come from, the same as for the storage nodes; default: logins show none. */
        public Builder secrets(Secrets value) {
            secrets = Optional.of(value);
            return this;
        }

        /** Default what the node says of itself, asked for before it is first needed and after each boot. */
        public Builder dialect(Dialect value) {
            dialect = Optional.of(value);
            return this;
        }

        /** Default the one of the node's release: iscsictl, or iscontrol on FreeBSD 9. */
        public Builder initiator(Initiator value) {
            initiator = Optional.of(value);
            return this;
        }

        /** Default a machine with FreeBSD. */
        public Builder machine(Machine value) {
            machine = Optional.of(value);
            return this;
        }

        public FreeBsdDatabaseNode build() {
            Drivers.requireSameNode(node.name(), runner);
            return new FreeBsdDatabaseNode(this);
        }
    }
}
