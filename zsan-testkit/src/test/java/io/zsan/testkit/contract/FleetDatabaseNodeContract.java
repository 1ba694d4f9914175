package io.zsan.testkit.contract;

/** As {@link FleetStorageNodeContract}. */
class FleetDatabaseNodeContract extends DatabaseNodeContract {
    @Override
    protected Subject subject() {
        return FleetProperty.subject();
    }
}
