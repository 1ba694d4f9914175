package io.zsan.testkit.coverage;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jacoco.core.analysis.Analyzer;
import org.jacoco.core.analysis.CoverageBuilder;
import org.jacoco.core.analysis.IBundleCoverage;
import org.jacoco.core.analysis.ICounter;
import org.jacoco.core.analysis.IPackageCoverage;
import org.jacoco.core.analysis.ISourceFileCoverage;
import org.jacoco.core.tools.ExecFileLoader;

/** The branches of one package that were taken in this JVM so far, as its JaCoCo agent has counted them. */
final class BranchCoverage {
    private static final String AGENT = "org.jacoco:type=Runtime";

    private final IPackageCoverage found;

    private BranchCoverage(IPackageCoverage found) {
        this.found = found;
    }

    /** Of the package of a class. Needs the agent with {@code jmx=true}. */
    static BranchCoverage ofPackageOf(Class<?> member) throws IOException, JMException {
        byte[] counted = (byte[]) ManagementFactory.getPlatformMBeanServer()
                .invoke(new ObjectName(AGENT), "getExecutionData", new Object[] {false}, new String[] {
                    boolean.class.getName()
                });
        ExecFileLoader loader = new ExecFileLoader();
        loader.load(new ByteArrayInputStream(counted));
        CoverageBuilder builder = new CoverageBuilder();
        File classes = new File(
                member.getProtectionDomain().getCodeSource().getLocation().getPath());
        int files = new Analyzer(loader.getExecutionDataStore(), builder).analyzeAll(classes);
        String wanted = member.getPackageName().replace('.', '/');
        IBundleCoverage all = builder.getBundle(files + " classes");
        return new BranchCoverage(all.getPackages().stream()
                .filter(p -> p.getName().equals(wanted))
                .findFirst()
                .orElseThrow());
    }

    private List<ISourceFileCoverage> files() {
        return found.getSourceFiles().stream()
                .filter(f -> f.getBranchCounter().getTotalCount() > 0)
                .sorted(Comparator.comparing(ISourceFileCoverage::getName))
                .toList();
    }

    /** Covered branches, 0 to 1, of all files but those that are named. */
    double ratio(List<String> but) {
        long covered = 0;
        long all = 0;
        for (ISourceFileCoverage file : files()) {
            if (!but.contains(file.getName())) {
                covered += file.getBranchCounter().getCoveredCount();
                all += file.getBranchCounter().getTotalCount();
            }
        }
        return (double) covered / all;
    }

    /** A line for each file, and one for each source line with a branch that was not taken. */
    String table() {
        List<String> lines = new ArrayList<>();
        for (ISourceFileCoverage file : files()) {
            lines.add(row(file.getName(), file.getBranchCounter()));
        }
        lines.add(row("all of " + found.getName().replace('/', '.'), found.getBranchCounter()));
        for (ISourceFileCoverage file : files()) {
            for (int line = file.getFirstLine(); line <= file.getLastLine(); line++) {
                ICounter branches = file.getLine(line).getBranchCounter();
                if (branches.getMissedCount() > 0) {
                    lines.add("not taken: " + file.getName() + ":" + line + "  " + branches.getMissedCount() + " of "
                            + branches.getTotalCount());
                }
            }
        }
        return String.join("\n", lines);
    }

    private static String row(String name, ICounter branches) {
        return String.format(
                Locale.ROOT,
                "%-28s %4d of %4d branches  %5.1f %%",
                name,
                branches.getCoveredCount(),
                branches.getTotalCount(),
                100 * branches.getCoveredRatio());
    }
}
