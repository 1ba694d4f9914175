# What prepare.sh and access.sh, which follow, need of the target: ctld.
whole=/var/run/zsan/ctl.conf.new

# What the node must have.
ready() {
    if [ "$(/usr/bin/readlink /etc/ctl.conf)" != "$run/ctl.conf" ]; then
        echo "zsan: /etc/ctl.conf is not a symbolic link to $run/ctl.conf" >&2
        exit 76
    fi
}
# Prints a LUN's part, or nothing where the name of its disk has come to another one: ctld opens what has the name when it
# starts (R10). Arguments: its file, its serial.
part() {
    device=$(/usr/bin/sed -n 's|^.path "/dev/\([a-z0-9]*\)"$|\1|p' "$1")
    if [ -n "$device" ]; then
        found=$(/sbin/geom disk list "$device" 2> /dev/null) || found=
        if [ -n "$found" ] && ! printf '%s\n' "$found" | /usr/bin/grep -q -x -F -e "   ident: $2"; then
            echo "zsan: $2 is not exported: $device is not that disk" >&2
            return 0
        fi
    fi
    /bin/cat "$1"
}
# Tries what is to be put in force. Up to FreeBSD 12 ctld has no -t: there a bad configuration shows at the reload, which
# keeps the one before. What it quotes of a line that it does not take may be a secret, of this LUN or of another one.
accept() {
    if ! said=$(/usr/sbin/ctld -t -f "$whole" 2>&1); then
        case $said in
        *'illegal option -- t'*) ;;
        *)
            printf '%s\n' "$said" | /usr/bin/sed "s/near '.*/near a word that is not shown/" >&2
            /bin/rm -f "$whole" "$run/fragment.new"
            echo "zsan: ctld does not accept the configuration" >&2
            exit 78
            ;;
        esac
    fi
}
# Puts it in force; ctld takes its time.
serve() {
    /bin/mv "$whole" "$run/ctl.conf"
    if /usr/sbin/service ctld onestatus > /dev/null 2>&1; then
        /usr/sbin/service ctld onereload >&2
    else
        /usr/sbin/service ctld onestart >&2
    fi
}
