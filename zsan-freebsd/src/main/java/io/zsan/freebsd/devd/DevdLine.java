package io.zsan.freebsd.devd;

import com.google.common.collect.ImmutableMap;
import io.zsan.error.InvalidInput;
import io.zsan.freebsd.devd.DevdEvent.IoFailure;
import io.zsan.freebsd.devd.DevdEvent.KernelVdevState;
import io.zsan.freebsd.devd.DevdEvent.Layer;
import io.zsan.freebsd.devd.DevdEvent.Sense;
import io.zsan.model.Guid;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of devd's stream: {@code !system=X subsystem=Y type=Z key=value…}. Values of ZFS are not quoted, even where they
 * hold blanks; those of CAM are. Never throws: what is not understood as a whole is {@link DevdEvent.Unknown}.
 */
public final class DevdLine {
    private static final Pattern HEAD = Pattern.compile("!system=(\\S+) subsystem=(\\S+) type=(\\S+)(?: (.*))?");
    private static final Pattern KEY = Pattern.compile("(?:^| )([A-Za-z_][A-Za-z0-9_]*)=");
    private static final Pattern CAM = Pattern.compile("device=(\\S+) serial=\"([^\"]*)(\" .*)?");
    private static final Pattern SENSE =
            Pattern.compile(".*scsi_sense=\"[0-9a-fA-F]{2} ([0-9a-fA-F]{2}) ([0-9a-fA-F]{2}) ([0-9a-fA-F]{2})\".*");
    /** Whole disks, by unit or by serial number; not their partitions, and not other devices. */
    private static final Pattern DISK = Pattern.compile("(?:a?da|nda|nvd|vtbd|mfid|mfisyspd)[0-9]+|diskid/DISK-\\S+");

    private static final Map<String, Function<Fields, DevdEvent>> ZFS =
            ImmutableMap.<String, Function<Fields, DevdEvent>>builder()
                    .put("resource.fs.zfs.statechange", f -> stateChange(f))
                    .put(
                            "resource.fs.zfs.removed",
                            f -> new DevdEvent.VdevRemoved(
                                    f.pool(), f.guid("pool_guid"), f.guid("vdev_guid"), f.path()))
                    .put(
                            "ereport.fs.zfs.probe_failure",
                            f -> new DevdEvent.ProbeFailed(
                                    f.pool(), f.guid("pool_guid"), f.guid("vdev_guid"), f.path()))
                    .put("ereport.fs.zfs.io", f -> ioFailed(f, IoFailure.IO))
                    .put("ereport.fs.zfs.checksum", f -> ioFailed(f, IoFailure.CHECKSUM))
                    .put("ereport.fs.zfs.data", f -> ioFailed(f, IoFailure.DATA))
                    .put("ereport.fs.zfs.delay", f -> ioFailed(f, IoFailure.DELAY))
                    .put("ereport.fs.zfs.deadman", f -> ioFailed(f, IoFailure.DELAY))
                    .put("ereport.fs.zfs.io_failure", f -> new DevdEvent.PoolSuspended(f.pool(), f.guid("pool_guid")))
                    .put("fs.zfs.resilver_start", f -> new DevdEvent.ResilverStarted(f.pool(), f.guid("pool_guid")))
                    .put("fs.zfs.resilver_finish", f -> new DevdEvent.ResilverFinished(f.pool(), f.guid("pool_guid")))
                    .buildOrThrow();

    private static final Map<String, KernelVdevState> STATES = ImmutableMap.<String, KernelVdevState>builder()
            .put("0", KernelVdevState.UNKNOWN)
            .put("1", KernelVdevState.CLOSED)
            .put("2", KernelVdevState.OFFLINE)
            .put("3", KernelVdevState.REMOVED)
            .put("4", KernelVdevState.CANT_OPEN)
            .put("5", KernelVdevState.FAULTED)
            .put("6", KernelVdevState.DEGRADED)
            .put("7", KernelVdevState.HEALTHY)
            .buildOrThrow();

    private DevdLine() {}

    public static DevdEvent parse(String line) {
        Matcher head = HEAD.matcher(line);
        if (!head.matches()) {
            return new DevdEvent.Unknown(line);
        }
        String rest = head.group(4) == null ? "" : head.group(4);
        try {
            return switch (head.group(1) + " " + head.group(2)) {
                case "ZFS ZFS" -> zfs(line, head.group(3), rest);
                case "GEOM DEV" -> disk(line, head.group(3), rest, Layer.GEOM);
                case "DEVFS CDEV" -> disk(line, head.group(3), rest, Layer.DEVFS);
                case "CAM periph" -> cam(line, head.group(3), rest);
                default -> new DevdEvent.Unknown(line);
            };
        } catch (InvalidInput notAsExpected) {
            return new DevdEvent.Unknown(line);
        }
    }

    private static DevdEvent zfs(String line, String type, String rest) {
        // The same names with another beginning on FreeBSD 12 and earlier.
        String name =
                type.startsWith("sysevent.") || type.startsWith("misc.") ? type.substring(type.indexOf('.') + 1) : type;
        Function<Fields, DevdEvent> reading = ZFS.get(name);
        return reading == null ? new DevdEvent.Unknown(line) : reading.apply(Fields.of(rest));
    }

    private static DevdEvent stateChange(Fields fields) {
        return new DevdEvent.VdevStateChanged(
                fields.pool(),
                fields.guid("pool_guid"),
                fields.guid("vdev_guid"),
                fields.path(),
                state(fields.need("vdev_state")),
                fields.find("vdev_laststate").map(DevdLine::state));
    }

    private static KernelVdevState state(String number) {
        KernelVdevState state = STATES.get(number);
        if (state == null) {
            throw new InvalidInput("not a vdev state: " + number);
        }
        return state;
    }

    private static DevdEvent ioFailed(Fields fields, IoFailure failure) {
        return new DevdEvent.IoFailed(
                fields.pool(),
                fields.guid("pool_guid"),
                fields.find("vdev_guid").map(Guid::parse),
                fields.path(),
                failure);
    }

    private static DevdEvent disk(String line, String type, String rest, Layer layer) {
        String device = Fields.of(rest).need("cdev");
        if (!DISK.matcher(device).matches()) {
            return new DevdEvent.Unknown(line);
        }
        return switch (type) {
            case "CREATE" -> new DevdEvent.DiskCreated(device, layer);
            case "DESTROY" -> new DevdEvent.DiskDestroyed(device, layer);
            default -> new DevdEvent.Unknown(line);
        };
    }

    private static DevdEvent cam(String line, String type, String rest) {
        Matcher cam = CAM.matcher(rest);
        if (!cam.matches() || !(type.equals("error") || type.equals("timeout"))) {
            return new DevdEvent.Unknown(line);
        }
        String device = cam.group(1);
        Optional<String> serial = Optional.of(cam.group(2).strip()).filter(text -> !text.isEmpty());
        Optional<Sense> sense = Optional.ofNullable(cam.group(3)).flatMap(DevdLine::sense);
        if (type.equals("error") && sense.equals(Optional.of(new Sense(6, 0x29, 1)))) {
            return new DevdEvent.PoweredOn(device, serial);
        }
        if (type.equals("error") && sense.equals(Optional.of(new Sense(6, 0x29, 7)))) {
            return new DevdEvent.NexusLost(device, serial);
        }
        return new DevdEvent.DiskError(device, serial, sense, type.equals("timeout"));
    }

    private static Optional<Sense> sense(String rest) {
        Matcher sense = SENSE.matcher(rest);
        return sense.matches()
                ? Optional.of(new Sense(
                        Integer.parseInt(sense.group(1), 16),
                        Integer.parseInt(sense.group(2), 16),
                        Integer.parseInt(sense.group(3), 16)))
                : Optional.empty();
    }

    /** Keys and values; a value goes on up to the next key. */
    private record Fields(Map<String, String> values, Set<String> twice) {
        static Fields of(String text) {
            Map<String, String> values = new TreeMap<>();
            Set<String> twice = new TreeSet<>();
            Matcher key = KEY.matcher(text);
            boolean more = key.find();
            while (more) {
                String name = key.group(1);
                int from = key.end();
                more = key.find();
                String value = text.substring(from, more ? key.start() : text.length());
                if (values.putIfAbsent(name, value.strip()) != null) {
                    twice.add(name);
                }
            }
            return new Fields(values, twice);
        }

        /** A key that is there twice may be part of a name that somebody gave: then it is not known which is true. */
        Optional<String> find(String key) {
            if (twice.contains(key)) {
                throw new InvalidInput("twice in a line of devd: " + key);
            }
            return Optional.ofNullable(values.get(key));
        }

        String need(String key) {
            return find(key).orElseThrow(() -> new InvalidInput("missing in a line of devd: " + key));
        }

        Guid guid(String key) {
            return Guid.parse(need(key));
        }

        Optional<String> pool() {
            return find("pool");
        }

        Optional<String> path() {
            return find("vdev_path");
        }
    }
}
