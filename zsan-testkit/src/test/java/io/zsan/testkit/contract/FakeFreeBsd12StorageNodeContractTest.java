package io.zsan.testkit.contract;

import io.zsan.testkit.fake.FakeRelease;

class FakeFreeBsd12StorageNodeContractTest extends StorageNodeContract {
    @Override
    protected Subject subject() {
        return FakeSubject.inProcess(FakeRelease.FREEBSD_12);
    }
}
