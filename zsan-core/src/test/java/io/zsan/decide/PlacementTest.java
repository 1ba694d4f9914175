package io.zsan.decide;

import static io.zsan.paper.Fleets.P;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.S2;
import static io.zsan.paper.Fleets.S3;
import static io.zsan.paper.Fleets.S4;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.ledger.LunRecord;
import io.zsan.ledger.LunState;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.paper.Fleets;
import io.zsan.paper.Lab;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which of several LUNs is chosen, and which is not looked at. */
class PlacementTest {
    /** Three storage nodes with three free LUNs each. */
    private static Picture blank() {
        Lab lab = new Lab(Fleets.of(3, 3, 1), Policy.defaults());
        lab.san().enrol();
        lab.rounds(2);
        return Picture.of(lab, Fleets.of(3, 3, 1), Policy.defaults());
    }

    private static LunRecord record(Picture picture, LunRef lun) {
        return picture.ledger().findLun(lun.id()).orElseThrow();
    }

    private static Optional<NodeName> chosen(Picture picture, LunRef... others) {
        return Placement.choose(picture.situation(), new Draft(picture.ledger()).freeLuns(), List.of(others), 0, 0)
                .map(c -> c.lun().id().node());
    }

    /** What has left its pool does not weigh any more. */
    @Test
    void theStorageNodeWithTheFewestLunsInPoolsIsChosen() {
        Picture blank = blank();
        Picture used = blank.with(
                record(blank, lun(S1, 1, 1)).takenBy(P),
                record(blank, lun(S1, 2, 1)).takenBy(P),
                record(blank, lun(S2, 1, 1)).takenBy(P),
                record(blank, lun(S3, 1, 1)).takenBy(P).retired(),
                record(blank, lun(S3, 2, 1)).takenBy(P).retired());

        assertThat(chosen(used)).contains(S3);
        assertThat(chosen(used, lun(S3))).contains(S2);
        assertThat(chosen(blank)).contains(S1);
    }

    @Test
    void aNewMirrorHasOneSectorSize() {
        Picture blank = blank();
        Picture mixed = blank;
        for (int disk = 1; disk <= 3; disk++) {
            LunRecord was = record(blank, lun(S2, disk, 1));
            mixed = mixed.with(new LunRecord(
                    was.id(), was.generation(), was.sizeBytes(), 4096, LunState.FREE, was.pool(), was.formerPool()));
        }
        List<LunRecord> free = new Draft(mixed.ledger()).freeLuns();

        assertThat(Placement.chooseMirror(mixed.situation(), free, 2, 0).orElseThrow())
                .extracting(l -> l.id().node())
                .containsExactly(S1, S3);
        assertThat(Placement.chooseMirror(mixed.situation(), free, 3, 0)).isEmpty();
    }

    /** A storage node was taken out of the fleet while its LUNs are still in the ledger. */
    @Test
    void aLunOfANodeThatIsNotInTheFleetIsNotChosen() {
        Picture gap = Picture.ofPool().gap(lun(S1));
        Picture smaller = new Picture(Fleets.of(3, 1, 3), gap.policy(), gap.ledger(), gap.seen());

        assertThat(gap.then().pool().findLeg(lun(S4))).isPresent();
        assertThat(smaller.then().pool().findLeg(lun(S4))).isEmpty();
        assertThat(smaller.noted(Note.Kind.NO_PLACE, "no free LUN")).isTrue();
    }
}
