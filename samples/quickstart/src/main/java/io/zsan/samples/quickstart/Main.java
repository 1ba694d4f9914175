package io.zsan.samples.quickstart;

import io.zsan.Rehearsal;
import io.zsan.San;
import io.zsan.act.PoolHooks;
import io.zsan.decide.PoolSpec;
import io.zsan.error.InvalidInput;
import io.zsan.error.ZsanException;
import io.zsan.freebsd.FreeBsdFleet;
import io.zsan.freebsd.exec.CommandCounter;
import io.zsan.freebsd.fleet.FleetFile;
import io.zsan.ledger.FileLedger;
import io.zsan.ledger.InMemoryLedger;
import io.zsan.ledger.Ledger;
import io.zsan.model.DatabaseNode;
import io.zsan.model.Disk;
import io.zsan.model.Epoch;
import io.zsan.model.Fleet;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.node.Finding;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The program: options, errors as one line, exit status. */
@CommandLine.Command(
        name = "quickstart",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "A pool is created, loses a storage node, heals, loses its database node, and moves. "
                + "On a fake fleet in this process, or with --fleet on real FreeBSD hosts.")
public final class Main implements Callable<Integer> {
    private static final int NOT_AS_TOLD = 1;
    private static final int REFUSED = 2;
    private static final int UNKNOWN = 3;

    @Option(names = "--fleet", paramLabel = "FILE", description = "Drive the real hosts of this fleet file.")
    private @Nullable Path fleetFile;

    @Option(
            names = "--ledger",
            paramLabel = "FILE",
            description = "Where the record is kept; default for real hosts: zsan-quickstart.ledger.")
    private @Nullable Path ledgerFile;

    @Option(names = "--pool", paramLabel = "NAME", description = "The pool's name; default: ${DEFAULT-VALUE}.")
    private String pool = "pgdata";

    @Option(
            names = "--owner",
            paramLabel = "NODE",
            description = "Its first database node; default: the fleet's first.")
    private @Nullable String owner;

    @Option(
            names = "--standby",
            paramLabel = "NODE",
            description = "The node that takes over; default: the fleet's second.")
    private @Nullable String standby;

    @Option(
            names = "--leg-size",
            paramLabel = "BYTES",
            description = "Least size of a leg in bytes; default: the least that ZFS takes.")
    private long legSize = Disk.SMALLEST;

    @Option(names = "--plan", description = "Print what would be done and why, and do nothing.")
    private boolean planOnly;

    private final PrintStream out;

    private Main(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] args) {
        System.exit(run(System.out, System.err, args));
    }

    /** The program with its output and errors elsewhere; returns its exit status. */
    static int run(PrintStream out, PrintStream err, String... args) {
        return new CommandLine(new Main(out))
                .setOut(new PrintWriter(out, true, Charset.defaultCharset()))
                .setErr(new PrintWriter(err, true, Charset.defaultCharset()))
                .setExecutionExceptionHandler((failure, line, result) -> report(failure, err))
                .execute(args);
    }

    private static int report(Exception failure, PrintStream err) {
        if (failure instanceof ZsanException known) {
            err.println("zsan: " + known.getMessage());
            return known.outcomeKnown() ? REFUSED : UNKNOWN;
        }
        err.println("zsan: unforeseen: " + failure);
        return UNKNOWN;
    }

    @Override
    public Integer call() {
        Console console = new Console(out, System::nanoTime);
        PoolName name = new PoolName(pool);
        try (Lab lab = lab(console)) {
            Fleet fleet = lab.file().fleet();
            NodeName first = node(fleet, owner, 0);
            NodeName second = node(fleet, standby, 1);
            if (first.equals(second)) {
                throw new InvalidInput("owner and standby are both " + first + "; name two database nodes");
            }
            return run(console, lab, new PoolSpec(name, first, 1, 3, legSize), second);
        }
    }

    private Lab lab(Console console) {
        if (fleetFile == null) {
            return FakeLab.start();
        }
        BufferedReader prompt = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        return new HostLab(FleetFile.read(fleetFile), console, prompt);
    }

    private static NodeName node(Fleet fleet, @Nullable String named, int index) {
        if (named != null) {
            return fleet.databaseNode(new NodeName(named)).name();
        }
        List<DatabaseNode> all = fleet.databaseNodes();
        if (all.size() <= index) {
            throw new InvalidInput("the story needs two database nodes; the fleet has " + all.size());
        }
        return all.get(index).name();
    }

    private int run(Console console, Lab lab, PoolSpec spec, NodeName second) {
        Journal journal = new Journal(spec.name());
        CommandCounter counter = new CommandCounter();
        try (FreeBsdFleet nodes = FreeBsdFleet.builder(lab.file())
                        .deadlines(lab.deadlines())
                        .loginWindow(lab.loginWindow())
                        .disconnectMode(lab.policy().disconnectMode())
                        .listener(counter)
                        .connect();
                San san = San.builder(lab.file().fleet())
                        .ledger(ledger())
                        .nodes(nodes.gateway())
                        .hooks(hooks(nodes, journal))
                        .policy(lab.policy())
                        .interval(lab.interval())
                        .patience(lab.patience())
                        .listener(new Narrator(console))
                        .build()) {
            if (planOnly) {
                refuse(san.preflight());
                plans(console, san, spec, second);
                return 0;
            }
            preflight(console, san);
            refuse(san.enrol());
            Story.Result result = new Story(san, nodes, lab, console, journal, spec, second).tell();
            console.plain("");
            console.plain(counter.commands() + " commands were run over ssh on "
                    + counter.nodes().size() + " nodes");
            List<String> violations = lab.violations();
            violations.forEach(console::plain);
            console.plain(result.toString());
            return result.good() && violations.isEmpty() ? 0 : NOT_AS_TOLD;
        } finally {
            journal.stop();
        }
    }

    /** A fake fleet lives as long as this process, and so does its record. */
    private Ledger ledger() {
        if (ledgerFile != null) {
            return FileLedger.open(ledgerFile);
        }
        return fleetFile == null || planOnly
                ? new InMemoryLedger()
                : FileLedger.open(Path.of("zsan-quickstart.ledger"));
    }

    /** The database of this sample is the journal: it stops before an export, and starts again where the pool is mounted. */
    private static PoolHooks hooks(FreeBsdFleet nodes, Journal journal) {
        return new PoolHooks() {
            @Override
            public void beforeExport(PoolName exported, NodeName node) {
                journal.stop();
            }

            @Override
            public void afterMount(PoolName mounted, NodeName node, Epoch epoch) {
                journal.mounted(nodes.runner(node), epoch);
            }
        };
    }

    private static void preflight(Console console, San san) {
        console.chapter("preflight");
        List<Finding> findings = san.preflight();
        findings.stream().filter(f -> !f.refuses()).forEach(f -> console.line("   warning  " + f));
        refuse(findings);
        console.line("   all nodes answer, and nothing stands in the way");
    }

    private static void refuse(List<Finding> findings) {
        List<Finding> refusals = findings.stream().filter(Finding::refuses).toList();
        Optional<Finding> first = refusals.stream().findFirst();
        if (first.isPresent()) {
            String more = refusals.size() > 1 ? " (and " + (refusals.size() - 1) + " more findings)" : "";
            throw new InvalidInput(first.get() + more);
        }
    }

    private static void plans(Console console, San san, PoolSpec spec, NodeName second) {
        Rehearsal paper = san.rehearse();
        console.plain(paper.createPool(spec).text());
        console.plain(paper.failover(spec.name(), second).text());
        console.plain(paper.recycle(spec.owner()).text());
        console.plain(paper.switchover(spec.name(), spec.owner()).text());
    }
}
