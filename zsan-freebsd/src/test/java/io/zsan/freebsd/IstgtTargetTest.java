package io.zsan.freebsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.istgt.IstgtConf;
import io.zsan.freebsd.istgt.IstgtStart;
import io.zsan.model.DiskSerial;
import io.zsan.model.Epoch;
import io.zsan.model.Generation;
import io.zsan.model.Iqn;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.Portal;
import io.zsan.node.Access;
import io.zsan.proof.LunIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** R4 where the target is istgt: what is taken for being in force is what one process was started with. */
class IstgtTargetTest {
    private static final NodeName NODE = new NodeName("s1");
    private static final Iqn BASE = new Iqn("iqn.2026-11.example:san");
    private static final Portal PORTAL = new Portal("10.0.0.11", 3260);
    private static final LunRef LUN = new LunRef(new LunId(NODE, new DiskSerial("WD1")), new Generation(2));
    private static final Epoch EPOCH = new Epoch(5);
    private static final Iqn D1 = new Iqn("iqn.2026-11.example:d1");

    private static final String ANSWERS = LUN.target(BASE) + "\nDONE LIST command\n";
    private static final CommandResult NOBODY = said("no login\nDONE INFO command\n");

    private final IstgtTarget target = new IstgtTarget(
            BASE, new ScriptedRunner("s1", command -> ScriptedRunner.said(1, "", "")), PORTAL, Duration.ofSeconds(1));

    private static CommandResult said(String out) {
        return ScriptedRunner.said(0, out, "");
    }

    /** The file that one is started with which exports the LUN under an access list. */
    private static String configuration(Access access) {
        String part = IstgtConf.export(
                new LunIdentity(LUN, 1L << 28, 512), "da3", LUN.target(BASE), EPOCH, access, Optional.empty());
        return IstgtConf.head(PORTAL) + part.replace("@N@", "2");
    }

    private static String file(String configuration) {
        return IstgtStart.DIRECTORY + "/" + Hashing.sha256().hashString(configuration, StandardCharsets.UTF_8)
                + ".conf";
    }

    private static CommandResult process(int number, String configuration) {
        return said("    1 /sbin/init --\n" + String.format("%5d ", number) + IstgtStart.PROGRAM + " -c "
                + file(configuration) + "\n");
    }

    private static CommandResult files(String configuration) {
        StringBuilder lines = new StringBuilder();
        configuration.lines().forEach(line -> lines.append(file(configuration) + ":" + line + "\n"));
        return said(lines.toString());
    }

    private boolean inForce(Access access, CommandResult... looks) {
        return target.view(List.of(looks)).inForce(LUN, EPOCH, access);
    }

    @Test
    void isInForceWhereTheProcessWasStartedWithIt() {
        String open = configuration(Access.only(D1));
        CommandResult process = process(42, open);

        assertThat(inForce(Access.only(D1), process, files(open), said(ANSWERS), NOBODY, process))
                .isTrue();
        assertThat(inForce(Access.nobody(), process, files(open), said(ANSWERS), NOBODY, process))
                .isFalse();
    }

    /** Its list of targets and of logins may be that of either process. */
    @Test
    void isNotToldWhereAnotherProcessWasStartedMeanwhile() {
        String closed = configuration(Access.nobody());
        String open = configuration(Access.only(D1));

        assertThatThrownBy(() -> inForce(
                        Access.nobody(),
                        process(42, closed),
                        files(closed),
                        said(ANSWERS),
                        NOBODY,
                        process(43, closed)))
                .isInstanceOf(UnexpectedOutput.class)
                .hasMessageContaining("while it was looked at");
        assertThatThrownBy(() -> inForce(
                        Access.nobody(), process(42, closed), files(closed), said(ANSWERS), NOBODY, process(43, open)))
                .isInstanceOf(UnexpectedOutput.class);
    }

    @Test
    void isNotToldWhereAProcessDoesNotAnswerOrAnswersThatIsNotThere() {
        String closed = configuration(Access.nobody());
        CommandResult process = process(42, closed);
        CommandResult none = said("    1 /sbin/init --\n");

        assertThatThrownBy(() -> inForce(
                        Access.nobody(),
                        process,
                        files(closed),
                        ScriptedRunner.said(1, "", "istgt_connect(127.0.0.1:3261) failed\n"),
                        NOBODY,
                        process))
                .isInstanceOf(UnexpectedOutput.class);
        assertThatThrownBy(() -> inForce(Access.nobody(), none, files(closed), said(ANSWERS), NOBODY, none))
                .isInstanceOf(UnexpectedOutput.class);
    }

    @Test
    void isNotToldWhereItHasOtherTargetsThanItWasStartedWith() {
        String closed = configuration(Access.nobody());
        CommandResult process = process(42, closed);

        for (String list : List.of("DONE LIST command\n", BASE + ".s1.other.g1\n" + ANSWERS)) {
            assertThatThrownBy(() -> inForce(Access.nobody(), process, files(closed), said(list), NOBODY, process))
                    .isInstanceOf(UnexpectedOutput.class)
                    .hasMessageContaining("has not the targets");
        }
    }

    @Test
    void isNotToldWhereTheFileIsNotThatOfItsStart() {
        String closed = configuration(Access.nobody());
        CommandResult process = process(42, configuration(Access.only(D1)));

        assertThatThrownBy(() -> inForce(Access.nobody(), process, files(closed), said(ANSWERS), NOBODY, process))
                .isInstanceOf(UnexpectedOutput.class);
    }

    @Test
    void hasNothingWhereNoneRuns() {
        CommandResult none = said("    1 /sbin/init --\n");
        CommandResult refused = ScriptedRunner.said(1, "", "istgt_connect(127.0.0.1:3261) failed\n");

        TargetView view = target.view(List.of(none, said(""), refused, refused, none));

        assertThat(view.absent(LUN)).isTrue();
        assertThat(view.sessions(LUN)).isEmpty();
    }
}
