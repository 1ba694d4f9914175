package io.zsan.freebsd;

import com.google.common.collect.ImmutableList;
import io.zsan.error.InvalidInput;
import io.zsan.freebsd.exec.Attempt;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.freebsd.text.Lines;
import io.zsan.model.BootId;
import io.zsan.model.DiskSerial;
import io.zsan.model.Epoch;
import io.zsan.model.Generation;
import io.zsan.model.LunId;
import io.zsan.model.NodeName;
import io.zsan.node.StorageNodeReport;
import io.zsan.node.Token;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a storage node says of itself, from commands that only look. */
final class StorageReader {
    private static final Pattern TOKEN = Pattern.compile("([A-Za-z0-9._-]+) ([1-9][0-9]{0,9}) ([1-9][0-9]{0,18})");

    /** {@code grep -s} ends so where the directory is not there, as on a node that was never prepared. */
    private static final int NOTHING_FOUND = 1;

    private static final int NO_DIRECTORY = 2;

    private final NodeName node;
    private final CommandRunner runner;
    private final TargetSide target;
    private final Command boot;
    private final Command tokens;

    StorageReader(TargetSide target, CommandRunner runner, Duration deadline) {
        this.node = runner.node();
        this.runner = runner;
        this.target = target;
        boot = Command.reading("/bin/cat", "/var/run/zsan/boot").within(deadline);
        tokens = Command.reading("/usr/bin/grep", "-rhs", ".", "/var/db/zsan/tokens")
                .within(deadline);
    }

    StorageNodeReport read() {
        List<Command> looks = target.looks();
        List<Command> commands = ImmutableList.<Command>builder()
                .add(boot, target.status())
                .addAll(looks)
                .add(tokens)
                .build();
        List<CommandResult> results =
                runner.runAll(commands).stream().map(Attempt::result).toList();
        return new StorageNodeReport(
                node,
                bootId(results.get(0)),
                results.get(1).succeeded(),
                target.view(results.subList(2, 2 + looks.size())).exports(),
                tokens(results.get(2 + looks.size())));
    }

    /** The target's side alone. */
    TargetView view() {
        return target.view(
                runner.runAll(target.looks()).stream().map(Attempt::result).toList());
    }

    /** Only a file that is not there means that the node has booted: that costs it its legs (R9). */
    private Optional<BootId> bootId(CommandResult result) {
        if (!result.succeeded() && result.err().contains("No such file or directory")) {
            return Optional.empty();
        }
        Lines lines = new Lines(node + ": its boot nonce", Results.out(node, boot, result));
        String nonce = lines.take();
        if (!lines.done()) {
            throw lines.unexpected("it has more than one line");
        }
        try {
            return Optional.of(new BootId(nonce));
        } catch (InvalidInput e) {
            throw lines.unexpected("'" + nonce + "' is none");
        }
    }

    private Map<LunId, Token> tokens(CommandResult result) {
        boolean none = result.out().isEmpty() && (result.exit() == NOTHING_FOUND || result.exit() == NO_DIRECTORY);
        String out = none ? "" : Results.out(node, tokens, result);
        Lines lines = new Lines(node + ": its tokens", out);
        Map<LunId, Token> kept = new TreeMap<>();
        while (!lines.done()) {
            Matcher token = lines.take(TOKEN);
            try {
                LunId lun = new LunId(node, new DiskSerial(token.group(1)));
                Token value = new Token(
                        new Generation(Integer.parseInt(token.group(2))), new Epoch(Long.parseLong(token.group(3))));
                if (kept.put(lun, value) != null) {
                    throw lines.unexpected("two tokens of " + lun);
                }
            } catch (InvalidInput | NumberFormatException e) {
                throw lines.unexpected(String.valueOf(e.getMessage()));
            }
        }
        return kept;
    }
}
