package io.zsan.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.zsan.model.LunRef;
import io.zsan.node.PoolReport;
import io.zsan.testkit.fake.FakeRelease;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FakeFreeBsd12DatabaseNodeContractTest extends DatabaseNodeContract {
    @Override
    protected Subject subject() {
        return FakeSubject.inProcess(FakeRelease.FREEBSD_12);
    }

    /** There an import searches a directory, and would find a leg that is not in the order. */
    @Test
    @Tag("R5")
    void importWhileAnotherLegOfThePoolCanBeFoundIsRefused() {
        PoolReport pool = bench().pool();
        List<LunRef> ordered = bench().legs().subList(1, 3);
        bench().fence(bench().legs(), Bench.NEXT);
        bench().connect(bench().d2, Bench.NEXT, bench().legs());

        refuses(
                "another leg of the pool",
                () -> bench().database(bench().d2).importPool(bench().takeover(pool, Bench.NEXT, ordered)));
        assertFalse(bench().hasPool(bench().d2));

        bench().logout(bench().d2, bench().leg(0));
        bench().database(bench().d2).importPool(bench().takeover(pool, Bench.NEXT, ordered));
    }
}
