package io.zsan.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.InvalidInput;
import java.util.List;
import org.junit.jupiter.api.Test;

/** R10: what must be unique is, or the fleet is refused with a message that names both sides. */
class FleetTest {
    private static final Iqn BASE = new Iqn("iqn.2026-11.test");

    private static StorageNode storage(String name, String portal, String... serials) {
        return new StorageNode(
                new NodeName(name),
                new FailureDomain("rack"),
                Portal.parse(portal),
                List.of(serials).stream()
                        .map(s -> new Disk(new DiskSerial(s), 1L << 30, 512))
                        .toList());
    }

    private static DatabaseNode database(String name, String initiator) {
        return new DatabaseNode(new NodeName(name), new Iqn("iqn.2026-11.test:" + initiator));
    }

    private static void refused(List<StorageNode> storage, List<DatabaseNode> database, String... parts) {
        assertThatThrownBy(() -> new Fleet(BASE, storage, database))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void duplicatesAreRefusedWithBothSidesNamed() {
        DatabaseNode d1 = database("d1", "d1");
        refused(List.of(storage("s1", "a", "X1"), storage("s1", "b", "X2")), List.of(d1), "name s1");
        refused(List.of(storage("d1", "a", "X1")), List.of(d1), "storage node d1", "database node d1");
        refused(List.of(storage("s1", "a", "X1"), storage("s2", "a", "X2")), List.of(d1), "portal", "s1", "s2");
        refused(List.of(storage("s1", "a", "X1"), storage("s2", "b", "X1")), List.of(d1), "s1/X1", "s2/X1");
        refused(List.of(storage("s1", "a", "Xa"), storage("s2", "b", "xA")), List.of(d1), "s1/Xa", "s2/xA");
        refused(List.of(storage("s1", "a", "X1")), List.of(d1, database("d2", "d1")), "initiator", "d1", "d2");
        refused(List.of(storage("s1", "a", "X1", "X1")), List.of(d1), "s1/X1");
        refused(List.of(), List.of(d1), "at least");
        refused(List.of(storage("s1", "a", "X1")), List.of(), "at least");
    }

    @Test
    void aNodeThatIsNotThereIsNamedWithThoseThatAre() {
        Fleet fleet = new Fleet(BASE, List.of(storage("s1", "a", "X1")), List.of(database("d1", "d1")));

        assertThatThrownBy(() -> fleet.storageNode(new NodeName("s9"))).hasMessageContainingAll("s9", "[s1]");
        assertThatThrownBy(() -> fleet.databaseNode(new NodeName("d9"))).hasMessageContainingAll("d9", "[d1]");
        assertThat(fleet.findStorageNode(new NodeName("d1"))).isEmpty();
    }

    @Test
    void disksOfOddSizesAreRefused() {
        DiskSerial serial = new DiskSerial("X1");
        assertThatThrownBy(() -> new Disk(serial, Disk.SMALLEST - 512, 512)).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> new Disk(serial, Disk.SMALLEST + 1, 512)).isInstanceOf(InvalidInput.class);
        for (int sector : new int[] {0, 256, 513, 131072, -512, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> new Disk(serial, 1L << 30, sector)).isInstanceOf(InvalidInput.class);
        }
    }
}
