package io.zsan.ledger;

import io.zsan.error.InvalidInput;
import io.zsan.error.LedgerUnavailable;
import io.zsan.model.BootId;
import io.zsan.model.DataLossAcceptance;
import io.zsan.model.DiskSerial;
import io.zsan.model.Epoch;
import io.zsan.model.Generation;
import io.zsan.model.Guid;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.MirrorRole;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text form of a record, for ledgers that store it: lines of ASCII that a person can read at three in the morning.
 *
 * <p>There is exactly one text for a record. {@link #decode} accepts that one and nothing else, down to the order of the
 * keys and the form of a number: a ledger decides which copy of the data is current, so what is not understood to the
 * last character is not to be acted on. Every key is always written; an absent value is an empty one. The first line
 * has the format's version, and another version is refused rather than read by guesswork. A key that came later within
 * a version is written only where it has a value, so that every older text is still the one text of its record.
 */
public final class RecordCodec {
    /** The version of the text form. */
    public static final int FORMAT = 1;

    static final String END = "end";

    private static final String MAGIC = "zsan-record ";
    private static final String HEADER = MAGIC + FORMAT;
    private static final String DATA_MIRROR = "mirror";
    /**
     * A key of its own, so that pools without a log have the text that they always had, and a zsan that knows of no logs
     * refuses the others.
     */
    private static final String LOG_MIRROR = "log-mirror";

    private static final Pattern LUN = Pattern.compile("([^/#]*)/([^/#]*)#([0-9]{1,9})");
    private static final Pattern ACCEPTANCE = Pattern.compile("([^ ]+) ([0-9]+) ([^ ]+)");

    private RecordCodec() {}

    /** The record as text; its last line ends with a line feed. */
    public static String encode(LedgerRecord record) {
        RecordWriter out = new RecordWriter(HEADER).line("type", record.key().kind());
        RecordWriter written = switch (record.key().kind()) {
            case LUN -> write((LunRecord) record, out);
            case POOL -> write((PoolRecord) record, out);
            case DATABASE_NODE -> write((DatabaseNodeRecord) record, out);
        };
        return written.end(END);
    }

    /** The record that {@link #encode} made this text of; {@link LedgerUnavailable} for any other text. */
    public static LedgerRecord decode(String text) {
        RecordReader in = new RecordReader(text);
        LedgerRecord record;
        try {
            record = read(in);
        } catch (InvalidInput | IllegalArgumentException | DateTimeException wrong) {
            throw in.broken(wrong.getMessage(), wrong);
        }
        if (!encode(record).equals(text)) {
            throw new LedgerUnavailable("the ledger record of " + record.key()
                    + " is not in the form that zsan writes; it was changed by hand or by another version of zsan");
        }
        return record;
    }

    private static LedgerRecord read(RecordReader in) {
        String header = in.line();
        if (!header.equals(HEADER)) {
            throw header.startsWith(MAGIC)
                    ? new LedgerUnavailable("the ledger record has the form '" + RecordReader.printable(header)
                            + "', this zsan reads '" + HEADER + "'; use the version of zsan that wrote it")
                    : in.broken("expected '" + HEADER + "', found '" + header + "'", null);
        }
        LedgerRecord record = switch (in.value("type", RecordKey.Kind::valueOf)) {
            case LUN -> readLun(in);
            case POOL -> readPool(in);
            case DATABASE_NODE -> readDatabaseNode(in);
        };
        in.end(END);
        return record;
    }

    private static RecordWriter write(LunRecord lun, RecordWriter out) {
        return out.line("lun", text(lun.ref()))
                .line("size-bytes", lun.sizeBytes())
                .line("sector-bytes", lun.sectorBytes())
                .line("state", lun.state().name())
                .line("pool", lun.pool())
                .line("former-pool", lun.formerPool());
    }

    private static LunRecord readLun(RecordReader in) {
        LunRef lun = in.value("lun", RecordCodec::lun);
        return new LunRecord(
                lun.id(),
                lun.generation(),
                in.value("size-bytes", Long::parseLong),
                in.value("sector-bytes", Integer::parseInt),
                in.value("state", LunState::valueOf),
                in.optional("pool", PoolName::new),
                in.optional("former-pool", PoolName::new));
    }

    private static RecordWriter write(DatabaseNodeRecord node, RecordWriter out) {
        return out.line("name", node.name()).line("recycling-since", node.recyclingSince());
    }

    private static DatabaseNodeRecord readDatabaseNode(RecordReader in) {
        return new DatabaseNodeRecord(in.value("name", NodeName::new), in.optional("recycling-since", BootId::new));
    }

    private static RecordWriter write(PoolRecord pool, RecordWriter out) {
        out.line("name", pool.name())
                .line("guid", pool.guid())
                .line("epoch", pool.epoch().number());
        write(pool.ownership(), out);
        for (MirrorRecord mirror : pool.mirrors()) {
            out.line(key(mirror.role()), mirror.width())
                    .line("  legs", mirror.legs().size());
            mirror.legs().forEach(leg -> write(leg, out));
        }
        return out;
    }

    private static String key(MirrorRole role) {
        return switch (role) {
            case DATA -> DATA_MIRROR;
            case LOG -> LOG_MIRROR;
        };
    }

    private static PoolRecord readPool(RecordReader in) {
        PoolName name = in.value("name", PoolName::new);
        Optional<Guid> guid = in.optional("guid", Guid::parse);
        Epoch epoch = in.value("epoch", RecordCodec::epoch);
        Ownership ownership = readOwnership(in);
        List<MirrorRecord> mirrors = new ArrayList<>();
        for (MirrorRole role : MirrorRole.values()) {
            while (in.at(key(role))) {
                mirrors.add(readMirror(in, role));
            }
        }
        return new PoolRecord(name, guid, epoch, ownership, mirrors);
    }

    private static MirrorRecord readMirror(RecordReader in, MirrorRole role) {
        int width = in.value(key(role), Integer::parseInt);
        int count = in.value("  legs", Integer::parseInt);
        List<Leg> legs = new ArrayList<>();
        while (legs.size() < count) {
            legs.add(readLeg(in));
        }
        return new MirrorRecord(role, width, legs);
    }

    private static void write(Leg leg, RecordWriter out) {
        out.line("  leg", text(leg.lun()))
                .line("    guid", leg.guid())
                .line("    boot", leg.boot())
                .line("    state", leg.state().name())
                .line("    replaces", leg.replaces())
                .line("    scan-before", leg.scanBefore().map(RecordWriter::quoted));
    }

    private static Leg readLeg(RecordReader in) {
        return new Leg(
                in.value("  leg", RecordCodec::lun),
                in.optional("    guid", Guid::parse),
                in.optional("    boot", BootId::new),
                in.value("    state", LegState::valueOf),
                in.optional("    replaces", Guid::parse),
                in.optional("    scan-before", RecordReader::unquoted));
    }

    /** The cases of {@link Ownership}, as they are written. */
    private enum Case {
        CREATING,
        OWNED,
        RELEASING,
        TAKING_OVER,
        IMPORTING,
        ABANDONED
    }

    private static void write(Ownership ownership, RecordWriter out) {
        RecordWriter unused = ownership.match(new Ownership.Cases<>(
                o -> out.line("ownership", Case.CREATING).line("  target", o.target()),
                o -> out.line("ownership", Case.OWNED).line("  target", o.target()),
                o -> out.line("ownership", Case.RELEASING)
                        .line("  from", o.from())
                        .line("  target", o.target()),
                o -> out.line("ownership", Case.TAKING_OVER)
                        .line("  from", o.from())
                        .line("  target", o.target())
                        .line("  fenced", texts(o.fenced()))
                        .line("  evidence-age", o.evidenceAge())
                        .line("  acceptance", o.acceptance().map(RecordCodec::text)),
                o -> out.line("ownership", Case.IMPORTING)
                        .line("  from", o.from())
                        .line("  target", o.target())
                        .line("  cleared", texts(o.cleared()))
                        .line("  spare", o.spare()),
                o -> out.line("ownership", Case.ABANDONED).line("  target", o.target())));
    }

    private static Ownership readOwnership(RecordReader in) {
        return switch (in.value("ownership", Case::valueOf)) {
            case CREATING -> new Ownership.Creating(target(in));
            case OWNED -> new Ownership.Owned(target(in));
            case RELEASING -> new Ownership.Releasing(from(in), target(in));
            case TAKING_OVER ->
                new Ownership.TakingOver(
                        from(in),
                        target(in),
                        in.list("  fenced", RecordCodec::lun),
                        in.optional("  evidence-age", Duration::parse),
                        in.optional("  acceptance", RecordCodec::acceptance));
            case IMPORTING ->
                new Ownership.Importing(
                        from(in),
                        target(in),
                        in.list("  cleared", RecordCodec::lun),
                        in.value("  spare", Integer::parseInt));
            case ABANDONED -> new Ownership.Abandoned(target(in));
        };
    }

    private static NodeName from(RecordReader in) {
        return in.value("  from", NodeName::new);
    }

    private static NodeName target(RecordReader in) {
        return in.value("  target", NodeName::new);
    }

    private static String text(LunRef lun) {
        return lun.id().node() + "/" + lun.id().disk() + "#" + lun.generation().number();
    }

    private static List<String> texts(List<LunRef> luns) {
        return luns.stream().map(RecordCodec::text).toList();
    }

    private static LunRef lun(String text) {
        Matcher parts = matched(LUN, text, "LUN");
        return new LunRef(
                new LunId(new NodeName(parts.group(1)), new DiskSerial(parts.group(2))),
                new Generation(Integer.parseInt(parts.group(3))));
    }

    private static String text(DataLossAcceptance accepted) {
        return accepted.pool() + " " + accepted.epoch().number() + " " + String.join(",", texts(accepted.legs()));
    }

    private static DataLossAcceptance acceptance(String text) {
        Matcher parts = matched(ACCEPTANCE, text, "acceptance of data loss");
        return new DataLossAcceptance(
                new PoolName(parts.group(1)),
                epoch(parts.group(2)),
                RecordReader.parseAll(parts.group(3), RecordCodec::lun));
    }

    /** By its number: in print the last epoch has a name. */
    private static Epoch epoch(String number) {
        return new Epoch(Long.parseLong(number));
    }

    private static Matcher matched(Pattern pattern, String text, String what) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not the text of a " + what + ": '" + text + "'");
        }
        return matcher;
    }
}
