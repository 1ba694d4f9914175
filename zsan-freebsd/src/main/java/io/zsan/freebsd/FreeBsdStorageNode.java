package io.zsan.freebsd;

import com.google.common.io.BaseEncoding;
import io.zsan.error.CommandRefused;
import io.zsan.error.InvalidInput;
import io.zsan.error.OutcomeUnknown;
import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.chap.Credential;
import io.zsan.freebsd.chap.Secret;
import io.zsan.freebsd.chap.Secrets;
import io.zsan.freebsd.ctl.CtlConf;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.freebsd.exec.Stdin;
import io.zsan.freebsd.geom.GeomDisks;
import io.zsan.model.BootId;
import io.zsan.model.Epoch;
import io.zsan.model.Iqn;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.StorageNode;
import io.zsan.node.Access;
import io.zsan.node.DiskReport;
import io.zsan.node.Finding;
import io.zsan.node.NodeTraits;
import io.zsan.node.StorageNodeDriver;
import io.zsan.node.StorageNodeReport;
import io.zsan.proof.FenceReadBack;
import io.zsan.proof.LunIdentity;
import io.zsan.proof.WipeOrder;
import io.zsan.proof.WipeReadBack;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A storage node on FreeBSD: CTL and ctld, or istgt on FreeBSD 9. What is to be in force lies in {@code /var/run/zsan},
 * which a boot clears; tokens are kept in {@code /var/db/zsan} (R9, R15).
 *
 * <p>Thread-safe; changes of one node are put in order by the node's own lock.
 */
public final class FreeBsdStorageNode implements StorageNodeDriver {
    /** Time that a login may take: ctld ends one that takes longer. */
    public static final Duration DEFAULT_LOGIN_WINDOW = Duration.ofSeconds(3);

    /** SHA-256 of 4 MiB of zeros. */
    static final String ZEROS = "bb9f8df61474d25e71fa00722318cd387396ca1736605e1248821cc0de3d3af8";

    private static final BootId NOT_PREPARED = new BootId("none");

    private static final Pattern WIPED = Pattern.compile("head ([0-9a-f]{64})\ntail ([0-9a-f]{64})\n");

    private final StorageNode node;
    private final Iqn targetBase;
    private final Supplier<BootId> nonces;
    private final Optional<Secrets> secrets;
    private final TargetSide target;
    private final StorageReader reader;
    private final Disks disks;
    private final Dialects dialects;
    private final DiskReports diskReports;
    private final NodeScripts scripts;
    private final Fencing fencing;
    private final Patience patience;
    private final StoragePreflight preflight;

    private FreeBsdStorageNode(Builder options) {
        Deadlines deadlines = options.deadlines;
        CommandRunner runner = options.runner;
        node = options.node;
        targetBase = options.targetBase;
        nonces = options.nonces;
        secrets = options.secrets;
        dialects = new Dialects(runner, Optional.empty(), deadlines.look());
        target = new TargetOfRelease(
                dialects,
                new CtlTarget(targetBase, runner, CtlConf.head(node.portal(), options.loginWindow), deadlines.look()),
                new IstgtTarget(targetBase, runner, node.portal(), deadlines.look()));
        reader = new StorageReader(target, runner, deadlines.look());
        disks = new Disks(runner, deadlines.look());
        diskReports = new DiskReports(runner, disks, dialects, deadlines.look());
        scripts = new NodeScripts(runner, target, deadlines);
        patience = new Patience(options.pause, deadlines);
        fencing = new Fencing(
                node, target, scripts, reader, disks, deadlines, options.loginWindow, options.pause, options.clock);
        preflight = new StoragePreflight(node, runner, deadlines.look(), options.clock);
    }

    /**
     * Starts from the defaults.
     *
     * @param targetBase the fleet's
     * @param runner runs commands on that node
     */
    public static Builder builder(StorageNode node, Iqn targetBase, CommandRunner runner) {
        return new Builder(node, targetBase, runner);
    }

    @Override
    public NodeName node() {
        return node.name();
    }

    @Override
    public StorageNodeReport observe() {
        StorageNodeReport seen = read();
        // Where it has booted, it may have been upgraded.
        boolean unused = dialects.holdsFor(seen.boot().orElse(NOT_PREPARED));
        return seen;
    }

    private StorageNodeReport read() {
        try {
            return reader.read();
        } catch (CommandRefused | UnexpectedOutput e) {
            // It may have been upgraded since it was asked for its release, and have another target.
            dialects.forget();
            throw e;
        }
    }

    @Override
    public List<DiskReport> disks() {
        return diskReports.read();
    }

    @Override
    public List<Finding> preflight() {
        return preflight.run();
    }

    @Override
    public NodeTraits traits() {
        return preflight.traits();
    }

    @Override
    public void prepare() {
        scripts.prepare(nonces.get());
        StorageNodeReport seen = patience.until(StorageNodeReport::ready, reader::read);
        if (!seen.ready()) {
            throw new OutcomeUnknown(node() + ": prepared, but its target does not run yet; look into its log");
        }
    }

    @Override
    public void grant(LunIdentity lun, Epoch epoch, Iqn initiator, BootId seen) {
        requireMine(lun.lun());
        GeomDisks.Disk disk = find(lun);
        Access access = Access.only(initiator);
        Iqn name = lun.lun().target(targetBase);
        Optional<Credential> credential = secrets.map(source -> Credential.of(source, name, initiator, epoch));
        String fragment = target.export(lun, disk.name(), epoch, access, credential);
        scripts.grant(lun.lun(), epoch, new Stdin(fragment, secrets(credential)), seen);
        TargetView view = patience.until(v -> v.inForce(lun.lun(), epoch, access), reader::view);
        if (!view.inForce(lun.lun(), epoch, access)) {
            throw new OutcomeUnknown(node() + ": " + lun.lun() + " is not open to " + initiator + " in epoch " + epoch
                    + " yet; the target has not put the configuration in force, look into its log");
        }
    }

    @Override
    public FenceReadBack fence(LunRef lun, Epoch epoch) {
        requireMine(lun);
        return fencing.fence(lun, epoch);
    }

    @Override
    public FenceReadBack seal(LunRef lun) {
        requireMine(lun);
        return fencing.seal(lun);
    }

    @Override
    public WipeReadBack wipe(WipeOrder order) {
        LunIdentity lun = order.identity();
        requireMine(lun.lun());
        String out = scripts.wipe(lun.lun(), find(lun).name(), lun.sizeBytes());
        Matcher hashes = WIPED.matcher(out);
        if (!hashes.matches()) {
            throw new UnexpectedOutput(
                    node() + ": cannot understand what the wipe of " + lun.lun() + " read back", out);
        }
        return new WipeReadBack(
                lun.lun(), hashes.group(1).equals(ZEROS), hashes.group(2).equals(ZEROS));
    }

    private static List<Secret> secrets(Optional<Credential> credential) {
        return credential.map(Credential::secret).stream().toList();
    }

    /** The disk of a LUN, found by serial and compared with what the ledger says of it (R10). */
    private GeomDisks.Disk find(LunIdentity lun) {
        Optional<GeomDisks.Disk> disk =
                Disks.find(node(), disks.read(), lun.lun().id().disk().text());
        if (disk.isEmpty()) {
            throw new CommandRefused(node() + ": there is no disk with the serial "
                    + lun.lun().id().disk());
        }
        Disks.requireShape(
                node(),
                disk.get(),
                lun.sizeBytes(),
                lun.sectorBytes(),
                lun.lun().toString());
        return disk.get();
    }

    private void requireMine(LunRef lun) {
        if (!lun.id().node().equals(node())) {
            throw new InvalidInput("LUN " + lun + " is not of node " + node());
        }
    }

    private static Supplier<BootId> randomNonces() {
        SecureRandom random = new SecureRandom();
        return () -> {
            byte[] bytes = new byte[16];
            random.nextBytes(bytes);
            return new BootId(BaseEncoding.base16().lowerCase().encode(bytes));
        };
    }

    /** Changes single values; {@link #build} validates. */
    public static final class Builder {
        private final StorageNode node;
        private final Iqn targetBase;
        private final CommandRunner runner;
        private Deadlines deadlines = Deadlines.defaults();
        private Duration loginWindow = DEFAULT_LOGIN_WINDOW;
        private InstantSource clock = InstantSource.system();
        private Pause pause = Pause.sleeping();
        private Supplier<BootId> nonces = randomNonces();
        private Optional<Secrets> secrets = Optional.empty();

        private Builder(StorageNode node, Iqn targetBase, CommandRunner runner) {
            this.node = node;
            this.targetBase = targetBase;
            this.runner = runner;
        }

        /** Default {@link Deadlines#defaults}. */
        public Builder deadlines(Deadlines value) {
            deadlines = value;
            return this;
        }

        /**
         * How long a login may take, in whole seconds: written to ctl.conf, and waited for between the two looks of a
         * fence (R4). Default {@link #DEFAULT_LOGIN_WINDOW}.
         */
        public Builder loginWindow(Duration value) {
            loginWindow = value;
            return this;
        }

        /** Wall time, for when a fence was read back, and what the node's clock is compared with; default this machine's clock. */
        public Builder clock(InstantSource value) {
            clock = value;
            return this;
        }

        /** How time is let pass between two looks; default {@link Pause#sleeping}. */
        public Builder pause(Pause value) {
            pause = value;
            return this;
        }

        /** Where boot nonces come from, each different from all before; default random ones of 128 bits. */
        public Builder nonces(Supplier<BootId> value) {
            nonces = value;
            return this;
        }

        /** Where the secrets of CHAP come from, the same as for the database nodes; default: a LUN is granted to a name alone. */
        public Builder secrets(Secrets value) {
            secrets = Optional.of(value);
            return this;
        }

        public FreeBsdStorageNode build() {
            Drivers.requireSameNode(node.name(), runner);
            return new FreeBsdStorageNode(this);
        }
    }
}
