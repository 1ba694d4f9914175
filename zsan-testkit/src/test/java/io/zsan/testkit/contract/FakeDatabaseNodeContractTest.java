package io.zsan.testkit.contract;

class FakeDatabaseNodeContractTest extends DatabaseNodeContract {
    @Override
    protected Subject subject() {
        return FakeSubject.inProcess();
    }
}
