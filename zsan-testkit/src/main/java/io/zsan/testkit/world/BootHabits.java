package io.zsan.testkit.world;

import com.google.common.collect.ImmutableList;
import io.zsan.model.Guid;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a database node does by itself when it boots, from what stands on its own disk: the traps of R12 and S23. */
final class BootHabits {
    static final String PROPERTY = "cachefile";

    private record Login(String target, String portal, String initiator, Optional<Chap> chap) {}

    private final DatabaseHost host;
    /** Pools in the cache file. */
    private final TreeSet<Guid> remembered = new TreeSet<>();

    private boolean autologin;
    private List<Login> logins = List.of();

    BootHabits(DatabaseHost host) {
        this.host = host;
    }

    void autologin(boolean value) {
        autologin = value;
    }

    /** Every pool is in the cache file, unless its property says otherwise. */
    void remember(Pool pool) {
        if (Objects.equals(pool.properties().get(PROPERTY), "none")) {
            remembered.remove(pool.guid());
        } else {
            remembered.add(pool.guid());
        }
    }

    void forget(Pool pool) {
        remembered.remove(pool.guid());
    }

    void lostPower() {
        logins = host.initiator().sessions().stream()
                .map(session -> new Login(session.target(), session.portalText(), session.initiator(), session.chap()))
                .collect(ImmutableList.toImmutableList());
    }

    void booted() {
        World world = host.world();
        if (autologin) {
            logins.forEach(
                    login -> host.initiator().add(login.target(), login.portal(), login.initiator(), login.chap()));
        }
        if (remembered.isEmpty()) {
            return;
        }
        int boot = host.boots();
        world.after(world.timings().login().multipliedBy(2), () -> {
            if (boot == host.boots()) {
                importRemembered();
            }
        });
    }

    private void importRemembered() {
        boolean force = host.world().openZfs().trustsCacheFile();
        for (Guid pool : ImmutableList.copyOf(remembered)) {
            KernelOp unused =
                    host.zpool().importPool(pool.toString(), host.initiator().devices(), new TreeMap<>(), force, true);
        }
    }
}
