# Lets the initiator try a session again at once that is down, where the portal answers. Runs on a database node.
# Argument: target. Prints a line for each session that was nudged.
set -eu
LC_ALL=C
export LC_ALL
target=$1

case $target in '' | [!a-z0-9]* | *[!a-z0-9.:_-]*)
    echo "zsan: not a target" >&2
    exit 64
    ;;
esac
# With 0 the devices and what waits for them are kept over a new connection, also where the session came up just now.
if [ "$(/sbin/sysctl -n kern.iscsi.fail_on_disconnection)" != 0 ]; then
    echo "zsan: a new connection would take the devices away" >&2
    exit 76
fi
# Only "-L -v" has the ids. It shows secrets too, so it is read here and does not leave the node.
/usr/bin/iscsictl -L -v | /usr/bin/awk -v target="$target" '
    /^Session ID:/ { id = $3 }
    /^Target name:/ { mine = ($3 == target) }
    /^Target portal:/ { portal = $3 }
    /^Enable:/ { off = ($2 == "No") }
    /^Session state:/ { if (mine && !off && $3 == "Disconnected") print id, portal }' |
while read -r id portal; do
    port=3260
    case $portal in
    '['*']:'*)
        port=${portal##*:}
        host=${portal%]:*}
        host=${host#[[]}
        ;;
    '['*']')
        host=${portal%]}
        host=${host#[[]}
        ;;
    *:*)
        port=${portal##*:}
        host=${portal%:*}
        ;;
    *) host=$portal ;;
    esac
    if /usr/bin/nc -z -w 1 "$host" "$port" > /dev/null 2>&1 < /dev/null; then
        /usr/bin/iscsictl -M -i "$id" -p "$portal" < /dev/null
        echo "nudged session $id"
    fi
done
