#!/usr/bin/env bash
# Runs code that nobody has read. It sees, read-only, the system's programs, .NET, the built library and the data, and no other
# file of this machine; writes to an empty folder in memory; has no network, and 4 GiB of memory, 1 GiB of them for C# objects.
#   confined.sh COMMAND…         a command
#   confined.sh --kernel FILE    the Jupyter kernel of a connection file, which is started again where a cell ends it
set -euo pipefail
checkout=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
tool=${NUGET_PACKAGES:-$HOME/.nuget/packages}/microsoft.dotnet-interactive
version=$(sed -n '/dotnet-interactive"/,/}/s/.*"version": "\(.*\)".*/\1/p' "$checkout/.config/dotnet-tools.json")
mapfile -t native < <(sed -n '/^[A-Z_]*=/p' "$checkout/environment/native.env")

# A notebook in the working folder finds the library where a student's does, three folders above: the workbook, so to speak.
inside=/workbook/notebooks/assignments/submission
# /tmp comes first: the checkout may lie in it.
view=(--unshare-user-try --unshare-ipc --unshare-pid --unshare-uts --unshare-cgroup-try --die-with-parent --new-session
  --ro-bind /usr /usr --symlink usr/bin /bin --symlink usr/lib /lib --symlink usr/lib64 /lib64 --ro-bind-try /etc/fonts /etc/fonts --ro-bind-data 9 /etc/passwd
  --proc /proc --dev /dev --size 268435456 --tmpfs /tmp --ro-bind "$dotnet" "$dotnet" --ro-bind "$checkout/lib" "$checkout/lib"
  --ro-bind "$checkout/lib" /workbook/lib --ro-bind "$checkout/data" /workbook/data --ro-bind "$checkout/LgmNotebooks.sln" /workbook/LgmNotebooks.sln
  --size 268435456 --tmpfs "$inside" --chdir "$inside")

ulimit -d 4194304
confine() {
  env -i PATH="$dotnet:/usr/bin:/bin" HOME=/tmp LANG=C.UTF-8 "${native[@]}" DOTNET_GCHeapHardLimit=0x40000000 DOTNET_CLI_TELEMETRY_OPTOUT=1 \
    DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT=1 DOTNET_INTERACTIVE_SKIP_FIRST_TIME_EXPERIENCE=1 bwrap "${view[@]}" --remount-ro / -- "$@" 9< <(printf 'student:x:%s:%s::/tmp:/bin/sh\n' "$(id -u)" "$(id -g)")
}

if [ "$1" != --kernel ]; then
  view+=(--unshare-net)
  confine "$@"
  exit
fi
# The kernel talks to nbgrader through ports of this machine, so it is nbgrader's network that is cut.
[ "$(grep -c : /proc/net/dev)" -eq 1 ] || { echo "Submissions would reach the network: start nbgrader by bwrap --dev-bind / / --unshare-net nbgrader ..." >&2; exit 1; }
view+=(--ro-bind "$tool" "$tool" --ro-bind "$2" "$2")
trap : INT
while sleep 0.2 && kill -0 "$PPID" 2>/dev/null; do
  confine dotnet "$tool/$version/tools/net10.0/any/Microsoft.DotNet.Interactive.App.dll" jupyter --default-kernel csharp --http-local-only "$2" || true
done
