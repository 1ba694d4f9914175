# Makes a storage node ready after a boot (R9). Runs under lockf(1).
# Argument: a boot nonce, kept only if this boot has none yet. Input: the head of ctl.conf, its last line "# end".
set -eu
umask 077
LC_ALL=C
export LC_ALL
nonce=$1
run=/var/run/zsan

case $nonce in '' | *[!A-Za-z0-9-]*)
    echo "zsan: not a boot nonce" >&2
    exit 64
    ;;
esac
/bin/mkdir -p -m 700 /var/db/zsan/tokens "$run/targets"
/bin/cat > "$run/head.new"
if [ "$(/usr/bin/tail -n 1 "$run/head.new")" != '# end' ]; then
    echo "zsan: the input is not complete" >&2
    exit 65
fi
if [ "$(/usr/bin/readlink /etc/ctl.conf)" != "$run/ctl.conf" ]; then
    echo "zsan: /etc/ctl.conf is not a symbolic link to $run/ctl.conf" >&2
    exit 76
fi

# Without a nonce nothing of an earlier boot may be exported: the node opens closed.
if [ ! -e "$run/boot" ]; then
    /bin/rm -f "$run/targets/"*.conf
fi
{
    /bin/cat "$run/head.new"
    for fragment in "$run/targets/"*.conf; do
        if [ -e "$fragment" ]; then
            /bin/cat "$fragment"
        fi
    done
} > "$run/ctl.conf.new"
# Up to FreeBSD 12 ctld has no -t: there a bad configuration shows at the reload, which keeps the one before. What it
# quotes of a line that it does not take may be a secret, of this LUN or of another one.
if ! said=$(/usr/sbin/ctld -t -f "$run/ctl.conf.new" 2>&1); then
    case $said in
    *'illegal option -- t'*) ;;
    *)
        printf '%s\n' "$said" | /usr/bin/sed "s/near '.*/near a word that is not shown/" >&2
        /bin/rm -f "$run/ctl.conf.new"
        echo "zsan: ctld does not accept the configuration" >&2
        exit 78
        ;;
    esac
fi
/bin/mv "$run/head.new" "$run/head.conf"
/bin/mv "$run/ctl.conf.new" "$run/ctl.conf"
if /usr/sbin/service ctld onestatus > /dev/null 2>&1; then
    /usr/sbin/service ctld onereload >&2
else
    /usr/sbin/service ctld onestart >&2
fi

# Last, so that a nonce means: configured and closed.
if [ ! -e "$run/boot" ]; then
    printf '%s\n' "$nonce" > "$run/boot.new"
    /bin/mv "$run/boot.new" "$run/boot"
fi
