package io.zsan.lab.contract;

import io.zsan.lab.HasLab;
import io.zsan.lab.Lab;
import io.zsan.lab.LabExtension.LabTest;
import io.zsan.testkit.contract.StorageNodeContract;
import io.zsan.testkit.contract.Subject;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What does not apply here ends as not proved, with the reason; the lab's README lists it. */
@LabTest
class LabStorageNodeContractTest extends StorageNodeContract implements HasLab {
    private Optional<LabSubject> subject = Optional.empty();

    @Override
    protected Subject subject() {
        LabSubject up = LabSubject.up();
        subject = Optional.of(up);
        return up;
    }

    @Override
    public Optional<Lab> upLab() {
        return subject.map(LabSubject::lab);
    }

    @Test
    @Override
    public void accessListAloneDoesNotCutSessionAndFenceDoes() {
        Assumptions.abort(
                "Not proved: the lab asks a session whether it is up by a login beside it, which the access list"
                        + " refuses; TakeoverAssumptionsTest shows what a fence does to a writer.");
    }
}
