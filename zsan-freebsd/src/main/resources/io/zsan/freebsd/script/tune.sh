# Sets sysctls of a database node, now and for later boots. Run where a person asks for it only.
# Arguments: NAME=VALUE for each. At a boot rc.d/sysctl reads /etc/sysctl.conf first and this file after it.
set -eu
umask 022
LC_ALL=C
export LC_ALL
conf=/etc/sysctl.conf.local
names=

for setting in "$@"; do
    name=${setting%%=*}
    value=${setting#*=}
    case $name in '' | [!a-z]* | *[!a-z0-9._]*)
        echo "zsan: not a sysctl" >&2
        exit 64
        ;;
    esac
    case $value in '' | *[!0-9]*)
        echo "zsan: not a number" >&2
        exit 64
        ;;
    esac
    names="$names $name"
done

# Now first: what this kernel does not know is not kept for the next one either.
for setting in "$@"; do
    /sbin/sysctl "$setting"
done
{
    if [ -e "$conf" ]; then
        /usr/bin/awk -v names="$names" '
            BEGIN { n = split(names, list, " "); for (i = 1; i <= n; i++) ours[list[i]] = 1 }
            { key = $0; sub(/=.*/, "", key); gsub(/[ \t]/, "", key); if (!(key in ours)) print }' "$conf"
    fi
    for setting in "$@"; do
        printf '%s\n' "$setting"
    done
} > "$conf.new"
/usr/bin/fsync "$conf.new"
/bin/mv "$conf.new" "$conf"
