package io.zsan.testkit.contract;

import io.zsan.testkit.fake.FakeRelease;

class FakeFreeBsd12DatabaseNodeContractTest extends DatabaseNodeContract {
    @Override
    protected Subject subject() {
        return FakeSubject.inProcess(FakeRelease.FREEBSD_12);
    }
}
