package io.zsan.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.testkit.Lab;
import org.junit.jupiter.api.Test;

class FakeShellTest {
    private final Lab lab = new Lab();

    private FakeResult sh(String script) {
        return lab.run("s1", script);
    }

    @Test
    void joinsCommandsAsShDoes() {
        assertThat(sh("echo a; echo b && echo c || echo d; false || echo e && true; exit 7"))
                .isEqualTo(new FakeResult(7, "a\nb\nc\ne\n", ""));
        assertThat(sh("false && echo no").exit()).isEqualTo(1);
    }

    @Test
    void knowsVariablesAndStatus() {
        assertThat(sh("a='x y'; false; s=$?; printf '%s-%s-%s\\n' \"$a\" \"$s\" \"${a% y}\"")
                        .out())
                .isEqualTo("x y-1-x\n");
        assertThat(sh("n=$(printf '\\nx'); n=${n%x}; printf '%s|' \"a$n\"'b'").out())
                .isEqualTo("a\nb|");
        assertThat(sh("echo $nothing\"\" x").out()).isEqualTo(" x\n");
    }

    @Test
    void redirects() {
        assertThat(sh("echo a >&2; echo b; /no/such 2>&1"))
                .isEqualTo(new FakeResult(127, "b\nsh: /no/such: not found\n", "a\n"));
    }

    @Test
    void complainsAsShDoes() {
        assertThat(sh("echo 'a").err()).isEqualTo("sh: Syntax error: Unterminated quoted string\n");
        assertThat(sh("echo a | cat").exit()).isEqualTo(2);
        assertThat(sh("/x/y z")).isEqualTo(new FakeResult(127, "", "sh: /x/y: not found\n"));
        assertThat(lab.run("d1", "/sbin/zpool nonsense").exit()).isEqualTo(2);
    }

    @Test
    void loginShellIsCshAndRefusesLineFeeds() {
        assertThat(sh("echo 'a\nb'").exit()).isEqualTo(1);
        assertThat(sh("/bin/sh -c 'n=$(printf \"\\nx\"); echo \"a${n%x}b\"'").out())
                .isEqualTo("a\nb\n");
    }

    @Test
    void wrappersPassOnWhatTheyAreGiven() {
        assertThat(sh("/usr/bin/timeout --foreground -k 2 10 /usr/bin/env -i LC_ALL=C TZ=UTC /bin/sh -c 'exit 255'")
                        .exit())
                .isEqualTo(255);
        assertThat(sh("/usr/bin/lockf -k -s -t 20 /var/db/zsan/lock /bin/echo x"))
                .isEqualTo(new FakeResult(73, "", "lockf: cannot open /var/db/zsan/lock: No such file or directory\n"));
        assertThat(sh("/usr/bin/lockf -k -s -t 20 /var/db/lock /bin/echo x").out())
                .isEqualTo("x\n");
        assertThat(lab.fleet.storage("s1").locks()).isEmpty();
    }

    @Test
    void lockThatStaysTakenEndsLockfWith75() {
        lab.fleet.world().run(() -> lab.fleet.storage("s1").locks().add("/var/db/lock"));
        var waiting = lab.start("s1", "/usr/bin/lockf -k -s -t 20 /var/db/lock /bin/echo x");
        lab.advance(19);
        assertThat(waiting).isNotDone();
        lab.advance(2);
        assertThat(Lab.ended(waiting)).isEqualTo(new FakeResult(75, "", ""));
    }
}
