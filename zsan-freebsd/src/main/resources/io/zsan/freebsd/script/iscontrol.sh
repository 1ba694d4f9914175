# Starts a session of the old initiator (FreeBSD 9): a daemon of its own. Runs on a database node.
# Argument: a name for its file, "target@host_port". Input: a section "zsan" of the old iscsi.conf.
set -eu
umask 077
LC_ALL=C
export LC_ALL
name=$1
dir=/var/run/zsan/iscsi

case $name in '' | [!a-z0-9]* | *[!A-Za-z0-9.:@_-]*)
    echo "zsan: not a name of a session" >&2
    exit 64
    ;;
esac
/bin/mkdir -p -m 700 "$dir"
/bin/cat > "$dir/$name.$$.new"
/bin/mv "$dir/$name.$$.new" "$dir/$name.conf"
# It becomes a daemon only after its login, which may take for ever.
exec /usr/sbin/daemon -f /sbin/iscontrol -c "$dir/$name.conf" -n zsan
