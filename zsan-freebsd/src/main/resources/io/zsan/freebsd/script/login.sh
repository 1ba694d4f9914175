# Adds a session of the initiator. Runs on a database node.
# Arguments: the target's name, and "renew" where its session is there and shall become what the input says: that makes it
# log in anew, and does not remove it. Input: a section "zsan" of iscsi.conf, which may hold a secret. The kernel keeps what
# it needs for a login; the file is read once, and is not left behind.
set -eu
umask 077
LC_ALL=C
export LC_ALL
target=$1
request=${2-add}
dir=/var/run/zsan/iscsi

case $target in '' | [!a-z0-9]* | *[!a-z0-9.:_-]*)
    echo "zsan: not the name of a target" >&2
    exit 64
    ;;
esac
/bin/mkdir -p -m 700 "$dir"
conf=$dir/$target.$$
trap '/bin/rm -f "$conf"' EXIT
trap 'exit 1' HUP INT TERM
/bin/cat > "$conf"
if [ "$request" = add ]; then
    /usr/bin/iscsictl -A -c "$conf" -n zsan
    exit 0
fi
# This list tells secrets: it does not leave the node.
id=$(/usr/bin/iscsictl -L -v | /usr/bin/awk -v target="$target" '
    /^Session ID:/ { id = $3 }
    /^Target name:/ && $3 == target { print id }')
case $id in '' | *[!0-9]*)
    echo "zsan: there is not one session to $target" >&2
    exit 76
    ;;
esac
/usr/bin/iscsictl -M -i "$id" -c "$conf" -n zsan
