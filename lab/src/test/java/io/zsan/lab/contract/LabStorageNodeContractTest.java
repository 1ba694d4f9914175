package io.zsan.lab.contract;

import io.zsan.lab.LabExtension.LabTest;
import io.zsan.testkit.contract.StorageNodeContract;
import io.zsan.testkit.contract.Subject;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What does not apply here ends as not proved, with the reason; the lab's README lists it. */
@LabTest
class LabStorageNodeContractTest extends StorageNodeContract {
    @Override
    protected Subject subject() {
        return LabSubject.up();
    }

    @Test
    @Override
    public void accessListAloneDoesNotCutSessionAndFenceDoes() {
        Assumptions.abort(
                "Not proved: the lab asks a session whether it is up by a login beside it, which the access list"
                        + " refuses; AssumptionsTest shows what a fence does to a writer.");
    }
}
