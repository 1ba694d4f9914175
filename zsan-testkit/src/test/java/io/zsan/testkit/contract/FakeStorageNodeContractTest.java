package io.zsan.testkit.contract;

class FakeStorageNodeContractTest extends StorageNodeContract {
    @Override
    protected Subject subject() {
        return FakeSubject.inProcess();
    }
}
