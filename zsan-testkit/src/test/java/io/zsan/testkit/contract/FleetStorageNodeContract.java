package io.zsan.testkit.contract;

/** The contract on the hosts of a fleet file: {@code mvn -Pcontract -Dzsan.fleet=fleet.toml -pl zsan-testkit -am}. */
class FleetStorageNodeContract extends StorageNodeContract {
    @Override
    protected Subject subject() {
        return FleetProperty.subject();
    }
}
