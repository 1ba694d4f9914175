# Ends a session of the old initiator (FreeBSD 9). Arguments: its process, the name of its file.
set -eu
LC_ALL=C
export LC_ALL
pid=$1
name=$2

case $pid in '' | *[!0-9]*)
    echo "zsan: not a process" >&2
    exit 64
    ;;
esac
alive() {
    # Another process may have got the number.
    case $(/bin/ps -ww -o command= -p "$pid" 2>/dev/null || :) in
    *"/iscontrol -c /var/run/zsan/iscsi/$name.conf -n zsan"*) return 0 ;;
    *) return 1 ;;
    esac
}
# SIGHUP is a logout. While the daemon tries to connect again it does not hear it; it never hears SIGTERM.
for signal in HUP HUP HUP KILL; do
    if ! alive; then
        exit 0
    fi
    /bin/kill -s "$signal" "$pid" || :
    /bin/sleep 1
done
