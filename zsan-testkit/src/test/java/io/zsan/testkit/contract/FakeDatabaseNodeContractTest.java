package io.zsan.testkit.contract;

import io.zsan.testkit.commands.CommandList;

class FakeDatabaseNodeContractTest extends DatabaseNodeContract {
    @Override
    protected Subject subject() {
        return FakeSubject.inProcess(CommandList::held);
    }
}
