# Puts a LUN's part of the configuration in force, unless the node has seen a higher token of the LUN (R15). Runs under lockf(1).
# Arguments: disk serial, generation, epoch, and the nonce of the boot in which this was decided, where it may be done in
# no other one (R9). Input: the part, its last line "# end"; with that line alone the LUN is no longer exported.
set -eu
umask 077
LC_ALL=C
export LC_ALL
serial=$1
generation=$2
epoch=$3
seen=${4-}
run=/var/run/zsan
token=/var/db/zsan/tokens/$serial
fragment=$run/targets/$serial.conf

case $serial in '' | [!A-Za-z0-9]* | *[!A-Za-z0-9._-]*)
    echo "zsan: not a disk serial" >&2
    exit 64
    ;;
esac
for number in "$generation" "$epoch"; do
    case $number in '' | *[!0-9]*)
        echo "zsan: not a token" >&2
        exit 64
        ;;
    esac
done

case $seen in *[!A-Za-z0-9-]*)
    echo "zsan: not a boot nonce" >&2
    exit 64
    ;;
esac

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
    if [ "$generation" -lt "$kept_generation" ] ||
        { [ "$generation" -eq "$kept_generation" ] && [ "$epoch" -lt "$kept_epoch" ]; }; then
        echo "zsan: stale token: $serial has generation $kept_generation epoch $kept_epoch" >&2
        exit 75
    fi
fi
if [ ! -e "$run/boot" ]; then
    echo "zsan: not prepared since its boot" >&2
    exit 77
fi
if [ -n "$seen" ]; then
    boot=
    read -r boot < "$run/boot" || :
    if [ "$boot" != "$seen" ]; then
        echo "zsan: restarted: this is boot $boot, not $seen" >&2
        exit 79
    fi
fi
/bin/cat > "$run/fragment.new"
if [ "$(/usr/bin/tail -n 1 "$run/fragment.new")" != '# end' ]; then
    echo "zsan: the input is not complete" >&2
    exit 65
fi

# The token first, and durably: what is refused from here on stays refused.
printf '%s %s %s\n' "$serial" "$generation" "$epoch" > /var/db/zsan/token.new
/usr/bin/fsync /var/db/zsan/token.new
/bin/mv /var/db/zsan/token.new "$token"
/usr/bin/fsync /var/db/zsan/tokens

{
    /bin/cat "$run/head.conf"
    for other in "$run/targets/"*.conf; do
        if [ -e "$other" ] && [ "$other" != "$fragment" ]; then
            name=${other##*/}
            part "$other" "${name%.conf}"
        fi
    done
    part "$run/fragment.new" "$serial"
} > "$whole"
accept
if [ -e "$fragment" ]; then
    /bin/cat "$fragment" > "$run/fragment.before"
fi
if [ "$(/bin/cat "$run/fragment.new")" = '# end' ]; then
    /bin/rm -f "$fragment" "$run/fragment.new"
else
    /bin/mv "$run/fragment.new" "$fragment"
fi
# Where the configuration does not come in force and the one before stays.
undo() {
    /bin/rm -f "$fragment"
    if [ -e "$run/fragment.before" ]; then
        /bin/mv "$run/fragment.before" "$fragment"
    fi
}
serve
/bin/rm -f "$run/fragment.before"
