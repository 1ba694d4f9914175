# Adds a session of the initiator. Runs on a database node.
# Argument: a name for its file. Input: a section "zsan" of iscsi.conf.
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
/bin/cat > "$dir/$nick.$$.new"
/bin/mv "$dir/$nick.$$.new" "$dir/$nick.conf"
exec /usr/bin/iscsictl -A -c "$dir/$nick.conf" -n zsan
