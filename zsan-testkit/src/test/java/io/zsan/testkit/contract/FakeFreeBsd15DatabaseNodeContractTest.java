package io.zsan.testkit.contract;

import io.zsan.testkit.fake.FakeRelease;

class FakeFreeBsd15DatabaseNodeContractTest extends DatabaseNodeContract {
    @Override
    protected Subject subject() {
        return FakeSubject.inProcess(FakeRelease.FREEBSD_15);
    }
}
