# What prepare.sh and access.sh, which follow, need of the target: istgt. A running istgt takes no other configuration and
# ends no single session, so each change is a new process. Its file is named by the hash of its text: what process was
# started with which text can be read back.
istgt=/usr/local/bin/istgt
whole=/var/run/zsan/istgt.parts

# What the node must have. istgtcontrol shows istgt a secret of this boot, which never leaves the node.
ready() {
    for program in "$istgt" "${istgt}control"; do
        if [ ! -x "$program" ]; then
            echo "zsan: there is no $program; install the port net/istgt" >&2
            exit 76
        fi
    done
    /bin/mkdir -p -m 700 "$run/istgt"
    if [ ! -e "$run/istgtcontrol.conf" ]; then
        secret=$(/bin/dd if=/dev/urandom bs=32 count=1 2> /dev/null | /sbin/sha256 -q | /usr/bin/cut -c 1-16)
        /bin/cat > "$run/control.auth" << EOF
[AuthGroup1]
  Auth "zsan" "$secret"
EOF
        /bin/cat > "$run/istgtcontrol.conf.new" << EOF
[Global]
  Timeout 5
  AuthMethod CHAP
  Auth "zsan" "$secret"
  Host 127.0.0.1
  Port 3261
EOF
        /bin/mv "$run/istgtcontrol.conf.new" "$run/istgtcontrol.conf"
    fi
}
# Prints a LUN's part, or nothing where istgt would find another disk, or none: it ends if it cannot read the last sector
# of one, and then nothing of this node is exported. Arguments: its file, its serial.
part() {
    set -- "$1" "$2" $(/usr/bin/sed -n 's|^  LUN0 Storage "/dev/\([a-z0-9]*\)" "\([0-9]*\)"$|\1 \2|p' "$1") \
        "$(/usr/bin/sed -n 's|^  BlockLength "\([0-9]*\)"$|\1|p' "$1")"
    if [ $# -eq 5 ]; then
        found=$(/sbin/geom disk list "$3" 2> /dev/null) || :
        if ! printf '%s\n' "$found" | /usr/bin/grep -q -x -F -e "   ident: $2"; then
            echo "zsan: $2 is not exported: $3 is not that disk" >&2
            return 0
        fi
        if ! /bin/dd if="/dev/$3" of=/dev/null bs="$5" skip=$(($4 / $5 - 1)) count=1 2> /dev/null; then
            echo "zsan: $2 is not exported: its last sector cannot be read" >&2
            return 0
        fi
    fi
    /bin/cat "$1"
}
# Numbers the LUNs, and moves secrets to a file of their own, which istgt reads at each login.
accept() {
    /bin/cat "$run/control.auth" > "$run/auth.conf.new"
    /usr/bin/awk -v auth="$run/auth.conf.new" '
        BEGIN { n = 1 }
        $0 == "# lun" { n++ }
        { gsub(/@N@/, n) }
        sub(/^#auth /, "") { print >> auth; next }
        { print }' "$whole" > "$run/istgt.conf.new"
    /bin/rm -f "$whole"
}
# The istgt that serve this node, one to a line: number and words.
running() {
    /bin/ps -axww -o pid= -o command= | /usr/bin/awk -v ours="$istgt -c $run/istgt/" '
        { pid = $1; sub(/^ *[0-9]+ +/, ""); if (index($0, ours) == 1) print pid, $0 }'
}
answers() {
    /usr/bin/timeout 10 "${istgt}control" -c "$run/istgtcontrol.conf" list > /dev/null 2>&1
}
# Starts it, and waits until it answers. Argument: its configuration. What it says is left in "said".
start() {
    if ! said=$("$istgt" -c "$1" 2>&1); then
        return 1
    fi
    tries=0
    until answers; do
        tries=$((tries + 1))
        if [ "$tries" -gt 50 ]; then
            said="it does not answer"
            return 1
        fi
        /bin/sleep 0.1
    done
}
# SIGKILL, since an orderly end waits up to 10 s for its connections, and they could write meanwhile. What istgt
# acknowledged is with the kernel by then.
stop() {
    running | while read -r pid words; do
        /bin/kill -s KILL "$pid" || :
    done
    tries=0
    while [ -n "$(running)" ]; do
        tries=$((tries + 1))
        if [ "$tries" -gt 50 ]; then
            echo "zsan: istgt does not end" >&2
            exit 1
        fi
        /bin/sleep 0.1
    done
}
# Puts it in force. All sessions of the node end, and those that the new configuration lets in come back by themselves.
serve() {
    conf=$run/istgt/$(/sbin/sha256 -q "$run/istgt.conf.new").conf
    before=$(running)
    if [ -e "$run/auth.conf" ]; then
        /bin/mv "$run/auth.conf" "$run/auth.conf.before"
    fi
    /bin/mv "$run/auth.conf.new" "$run/auth.conf"
    /bin/mv "$run/istgt.conf.new" "$conf"
    if [ "${before#* }" = "$istgt -c $conf" ] && answers; then
        return 0
    fi
    stop
    if start "$conf"; then
        for other in "$run/istgt/"*.conf; do
            if [ "$other" != "$conf" ]; then
                /bin/rm -f "$other"
            fi
        done
        return 0
    fi
    echo "zsan: istgt does not start with the configuration:" $said >&2
    stop
    undo
    old=${before##* }
    if [ -n "$old" ] && [ "$old" != "$conf" ] && [ -e "$run/auth.conf.before" ]; then
        /bin/mv "$run/auth.conf.before" "$run/auth.conf"
        if start "$old"; then
            exit 78
        fi
    fi
    echo "zsan: now nothing is exported" >&2
    exit 1
}
