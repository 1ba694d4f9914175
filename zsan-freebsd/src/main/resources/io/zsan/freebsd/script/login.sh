# Adds a session of the initiator. Runs on a database node.
# Argument: a name for its file. Input: a section "zsan" of iscsi.conf, which may hold a secret. The kernel keeps what it
# needs for a login; the file is read once, and is not left behind.
set -eu
umask 077
LC_ALL=C
export LC_ALL
nick=$1
dir=/var/run/zsan/iscsi

case $nick in '' | [!a-z0-9]* | *[!a-z0-9.:_-]*)
    echo "zsan: not a nickname" >&2
    exit 64
    ;;
esac
/bin/mkdir -p -m 700 "$dir"
conf=$dir/$nick.$$
trap '/bin/rm -f "$conf"' EXIT
trap 'exit 1' HUP INT TERM
/bin/cat > "$conf"
/usr/bin/iscsictl -A -c "$conf" -n zsan
