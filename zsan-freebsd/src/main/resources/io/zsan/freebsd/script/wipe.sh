# Clears the labels of a disk, zeroes their areas and reads them back (R7), unless the node has seen a higher generation of it (R15).
# Runs under lockf(1). Arguments: disk serial, generation, device without /dev/, size in bytes.
# Prints the SHA-256 of the first and of the last 4 MiB.
set -eu
umask 077
LC_ALL=C
export LC_ALL
serial=$1
generation=$2
device=$3
size=$4
sealed=9223372036854775807
area=4194304
token=/var/db/zsan/tokens/$serial

case $serial in '' | [!A-Za-z0-9]* | *[!A-Za-z0-9._-]*)
    echo "zsan: not a disk serial" >&2
    exit 64
    ;;
esac
case $device in '' | *[!a-z0-9]*)
    echo "zsan: not a device" >&2
    exit 64
    ;;
esac
for number in "$generation" "$size"; do
    case $number in '' | *[!0-9]*)
        echo "zsan: not a number" >&2
        exit 64
        ;;
    esac
done

if [ -e "$token" ]; then
    kept_generation=
    kept_epoch=
    read -r kept_serial kept_generation kept_epoch < "$token" || :
    for number in "$kept_generation" "$kept_epoch"; do
        case $number in '' | *[!0-9]*)
            echo "zsan: damaged token: $token" >&2
            exit 74
            ;;
        esac
    done
    if [ "$generation" -lt "$kept_generation" ]; then
        echo "zsan: stale token: $serial has generation $kept_generation epoch $kept_epoch" >&2
        exit 75
    fi
fi
if [ -e "/var/run/zsan/targets/$serial.conf" ]; then
    echo "zsan: $serial is exported" >&2
    exit 76
fi
seen=$(/sbin/geom disk list "$device")
if ! printf '%s\n' "$seen" | /usr/bin/grep -q -x -F -e "   ident: $serial"; then
    echo "zsan: $device is not the disk $serial" >&2
    exit 76
fi
if ! printf '%s\n' "$seen" | /usr/bin/grep -q -e "^   Mediasize: $size "; then
    echo "zsan: $serial has not $size bytes" >&2
    exit 76
fi
if ! printf '%s\n' "$seen" | /usr/bin/grep -q -x -F -e "   Mode: r0w0e0"; then
    echo "zsan: $serial is in use" >&2
    exit 76
fi
# What other classes of GEOM made of the disk, though nobody has it open: a partition table, a mirror, a multipath. Lines
# are "depth CLASS name ...", what is built upon a provider follows it one deeper; diskid is the name of the disk itself.
built=$(/sbin/sysctl -n kern.geom.conftxt)
built=$(printf '%s\n' "$built" | /usr/bin/awk -v disk="$device" '
    $1 == 0 { mine = ($2 == "DISK" && $3 == disk); if (mine) seen = 1; next }
    mine && !($1 == 1 && $2 == "LABEL" && $3 ~ /^diskid\//) { print $2 "/" $3 }
    END { if (!seen) print "unknown" }')
if [ -n "$built" ]; then
    echo "zsan: $serial is used by GEOM:" $built >&2
    exit 76
fi
# A pool that is imported here and has the disk offline, or lost it, does not hold it open.
if ! pools=$(/sbin/zpool status 2>&1); then
    echo "zsan: it is not known which pools are imported here:" $pools >&2
    exit 76
fi
held=$(printf '%s\n' "$pools" | /usr/bin/awk -v device="$device" -v disk="diskid/DISK-$serial" '
    function is(name, of) { return index(name, of) == 1 && substr(name, length(of) + 1) ~ /^$|^[ps][0-9]|^\/old$/ }
    $1 == "pool:" { pool = $2; next }
    { for (i = 1; i <= NF; i++) { sub(/^\/dev\//, "", $i); if (is($i, device) || is($i, disk)) print pool } }')
if [ -n "$held" ]; then
    echo "zsan: $serial is in a pool that is imported here:" $held >&2
    exit 76
fi

# Sealed first, and durably: no command of this generation is accepted any more.
printf '%s %s %s\n' "$serial" "$generation" "$sealed" > /var/db/zsan/token.new
/usr/bin/fsync /var/db/zsan/token.new
/bin/mv /var/db/zsan/token.new "$token"
/usr/bin/fsync /var/db/zsan/tokens

# ZFS's own opinion: it clears no member of a pool that is imported here. Without a label it has nothing to do, and says so.
if ! said=$(/sbin/zpool labelclear -f "/dev/$device" 2>&1); then
    case $said in
    "failed to clear label for /dev/$device" | "failed to read label from /dev/$device") ;;
    *)
        echo "zsan: $serial is not ZFS's to give away:" $said >&2
        exit 76
        ;;
    esac
fi

# The largest block that the beginning of the tail is a multiple of.
tail=$((size - area))
block=1048576
while [ $((tail % block)) -ne 0 ]; do
    block=$((block / 2))
done
count=$((area / block))
/bin/dd if=/dev/zero of="/dev/$device" bs="$block" count="$count" conv=notrunc status=none
/bin/dd if=/dev/zero of="/dev/$device" bs="$block" seek=$((tail / block)) count="$count" conv=notrunc status=none
head_hash=$(/bin/dd if="/dev/$device" bs="$block" count="$count" status=none | /sbin/sha256 -q)
tail_hash=$(/bin/dd if="/dev/$device" bs="$block" skip=$((tail / block)) count="$count" status=none | /sbin/sha256 -q)
echo "head $head_hash"
echo "tail $tail_hash"
