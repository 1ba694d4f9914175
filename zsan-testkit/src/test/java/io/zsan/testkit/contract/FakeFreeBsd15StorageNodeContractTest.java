package io.zsan.testkit.contract;

import io.zsan.testkit.fake.FakeRelease;

class FakeFreeBsd15StorageNodeContractTest extends StorageNodeContract {
    @Override
    protected Subject subject() {
        return FakeSubject.inProcess(FakeRelease.FREEBSD_15);
    }
}
