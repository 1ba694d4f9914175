package io.zsan.testkit.contract;

import io.zsan.testkit.fake.FakeRelease;

/** istgt, with the initiators of FreeBSD 13. */
class FakeFreeBsd9StorageNodeContractTest extends StorageNodeContract {
    @Override
    protected Subject subject() {
        return FakeSubject.withStorage(FakeRelease.FREEBSD_9);
    }
}
