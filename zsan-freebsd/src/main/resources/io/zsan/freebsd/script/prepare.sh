# Makes a storage node ready after a boot (R9). Runs under lockf(1).
# Argument: a boot nonce, kept only if this boot has none yet. Input: the head of the configuration, its last line "# end".
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
ready

# Without a nonce nothing of an earlier boot may be exported: the node opens closed.
if [ ! -e "$run/boot" ]; then
    /bin/rm -f "$run/targets/"*.conf
fi
{
    /bin/cat "$run/head.new"
    for fragment in "$run/targets/"*.conf; do
        if [ -e "$fragment" ]; then
            name=${fragment##*/}
            part "$fragment" "${name%.conf}"
        fi
    done
} > "$whole"
accept
/bin/mv "$run/head.new" "$run/head.conf"
undo() { :; }
serve

# Last, so that a nonce means: configured and closed.
if [ ! -e "$run/boot" ]; then
    printf '%s\n' "$nonce" > "$run/boot.new"
    /bin/mv "$run/boot.new" "$run/boot"
fi
