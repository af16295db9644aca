#!/usr/bin/env bash
# Tries .binder/Dockerfile where there is no container engine: its steps, in their order, as their users, in a chroot; then the
# size of what came out, and a notebook through its Jupyter. Two things differ from an image: the base is a Debian of this
# machine's release with this machine's SDK, and MNIST comes out of this checkout's data/cache where it lies there.
# Needs root on Debian, and the .NET SDK in one folder. bash environment/try-container.sh [FOLDER]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"
most=3000000000
[ "$(id -u)" -eq 0 ] || stop "The trial makes a chroot: run it as root."
# Mounts in a name space of their own: none outlives this script.
[ -n "${LGM_MOUNTS_ARE_OWN:-}" ] || LGM_MOUNTS_ARE_OWN=1 exec unshare --mount --fork "$0" "$@"
step "debootstrap" apt_install debootstrap || { show_log "debootstrap"; stop "The trial needs debootstrap: see the lines above."; }
root=${1:-}
[ -n "$root" ] || { root=$(mktemp -d) && chmod 755 "$root" && trap 'umount -l "$root/proc" "$root/dev" 2>/dev/null; rm -rf --one-file-system "$root"' EXIT; }
declare -A build=()
user=root directory=/ command=

# chroot_run COMMAND: as the Dockerfile's shell form, with its user, folder and variables.
chroot_run() {
  local variables=(PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin HOME=/root "NUGET_CERT_REVOCATION_MODE=${NUGET_CERT_REVOCATION_MODE:-online}") name
  for name in "${!build[@]}"; do variables+=("$name=${build[$name]}"); done
  chroot --userspec="$user" "$root" /usr/bin/env -i "${variables[@]}" /bin/sh -c "cd '$directory' && $1"
}

# expanded TEXT: with the variables that ARG and ENV have set.
expanded() {
  local text=$1 name
  for name in "${!build[@]}"; do text=${text//"\${$name}"/${build[$name]}}; done
  printf '%s' "$text"
}

base() {
  local mirror sdk
  # shellcheck disable=SC2016
  mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | head -n 1)
  debootstrap --variant=minbase --include=ca-certificates "$(. /etc/os-release && echo "$VERSION_CODENAME")" "$root" "$mirror"
  rm -f "$root"/var/cache/apt/archives/*.deb
  # The ways to packages are this machine's, certificates included.
  cp -r /etc/apt/sources.list* /etc/apt/apt.conf.d "$root/etc/apt/"
  cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
  cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
  sdk=$(dirname "$(readlink -f "$(command -v dotnet)")")
  mkdir -p "$root/usr/share/dotnet"
  cp -r "$sdk/." "$root/usr/share/dotnet/"
  ln -s ../share/dotnet/dotnet "$root/usr/bin/dotnet"
  mount -t proc proc "$root/proc"
  mount --bind /dev "$root/dev"
}

copy() {
  git -C "$repository" archive HEAD | tar -x -C "$root$1"
  local cached=${LGM_CACHE:-$repository/data/cache}/mnist
  if [ -d "$cached" ]; then
    mkdir -p "$root$1/data/cache"
    cp -r "$cached" "$root$1/data/cache/"
    echo "MNIST is this checkout's"
  fi
}

# The first work of a user of one's own: that user's packages come from where this machine's do.
as_user() {
  user=$1
  [ ! -e "$HOME/.nuget/NuGet/NuGet.Config" ] || chroot_run "mkdir -p ~/.nuget/NuGet && cat >~/.nuget/NuGet/NuGet.Config" <"$HOME/.nuget/NuGet/NuGet.Config"
}

set_variables() {
  local word
  for word in $1; do build[${word%%=*}]=$(expanded "${word#*=}"); done
}

number=0
while read -r instruction arguments; do
  number=$((number + 1))
  title="$number $instruction ${arguments:0:60}"
  case "$instruction" in
    FROM) work=(base) ;;
    RUN) work=(chroot_run "$(expanded "$arguments")") ;;
    COPY) work=(copy "$(expanded "${arguments#. }")") ;;
    ARG | ENV) set_variables "$arguments"; continue ;;
    WORKDIR) directory=$(expanded "$arguments"); continue ;;
    USER) as_user "$(expanded "$arguments")"; continue ;;
    CMD) command=$(printf '%s' "$arguments" | tr -d '[]",'); continue ;;
    *) stop "$instruction of .binder/Dockerfile is not known to this script: teach it." ;;
  esac
  step "$title" "${work[@]}" || { show_log "$title"; stop "Step $number of .binder/Dockerfile fails: see the lines above."; }
done < <(sed -e '/^#/d' -e '/^$/d' -e ':joined' -e '/\\$/N; s/\\\n//; t joined' "$repository/.binder/Dockerfile")

[ "$(chroot_run "id -u")" -ne 0 ] || stop "The image would run as root: .binder/Dockerfile has to name a USER."
size=$(du -sx --block-size=1 "$root" | cut -f 1)
echo "  The tree has $((size / 1000000)) MB"
[ "$size" -lt "$most" ] || stop "The image would be too large, $((size / 1000000)) MB: at most $((most / 1000000))."
# What mybinder.org starts, which stays until it is stopped, and what its reader then does.
step "the image's Jupyter" chroot_run "timeout 10 $command; [ \$? -eq 124 ]" \
  || { show_log "the image's Jupyter"; stop "Jupyter does not start in the image: see the lines above."; }
step "a notebook in the image" chroot_run "python3 lib/Lgm.Tests/Notebooks/nbclient_run.py notebooks/01-the-loss.ipynb /tmp/ran.ipynb" \
  || { show_log "a notebook in the image"; stop "A notebook does not run in the image: see the lines above."; }
