package io.zsan.testkit.contract;

import io.zsan.testkit.commands.CommandList;

class FakeStorageNodeContractTest extends StorageNodeContract {
    @Override
    protected Subject subject() {
        return FakeSubject.inProcess(CommandList::held);
    }
}
