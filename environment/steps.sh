# shellcheck shell=bash
# Sourced by the scripts beside it: how a long step looks, and how packages are installed.
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
logs="$repository/environment/log"
mkdir -p "$logs"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false NUGET_XMLDOC_MODE=skip

# step TITLE COMMAND…: runs it with its output in a log, shows that it goes on, and prints how it ended. Before a step that
# may fail, otherwise="not available here" says what that means.
step() {
  local title=$1 log start status
  shift
  log="$logs/$(printf '%s' "$title" | tr -cs 'A-Za-z0-9' '-').log"
  start=$SECONDS
  if [ -t 1 ]; then
    # A process group of its own: bash lets plain background work ignore Ctrl-C, and a build would outlive its script.
    set -m
    "$@" >"$log" 2>&1 </dev/null &
    set +m
    local work=$! bar='[=     ][==    ][===   ][ ===  ][  === ][   ===][    ==][     =]' i=0
    trap 'kill -- "-$work" 2>/dev/null; exit 130' INT TERM
    while kill -0 "$work" 2>/dev/null; do
      [ $((SECONDS - start)) -ge 2 ] && printf '\r  %s %s %d s ' "${bar:$((i % 8 * 8)):8}" "$title" $((SECONDS - start))
      i=$((i + 1))
      sleep 0.2
    done
    wait "$work" && status=0 || status=$?
    trap - INT TERM
    printf '\r\033[K'
  else
    printf '  %s ...\n' "$title"
    "$@" >"$log" 2>&1 </dev/null && status=0 || status=$?
  fi
  if [ "$status" -eq 0 ]; then
    printf '  %s: done (%d s)\n' "$title" $((SECONDS - start))
  else
    printf '  %s: %s (%d s)\n' "$title" "${otherwise:-failed}" $((SECONDS - start))
  fi
  return "$status"
}

# show_log TITLE: the end of what a failed step said.
show_log() {
  tail -n 15 "$logs/$(printf '%s' "$1" | tr -cs 'A-Za-z0-9' '-').log" >&2
}

stop() {
  printf '%s\n' "$1" >&2
  exit 1
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

missing_packages() {
  local package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || printf '%s\n' "$package"
  done
}

# ask_for_root PACKAGE…: where one is missing and sudo wants a password, asks before the step: within one nobody sees the question.
ask_for_root() {
  if [ "$(id -u)" -eq 0 ] || ! [ -t 0 ] || ! command -v sudo >/dev/null || [ -z "$(missing_packages "$@")" ]; then return 0; fi
  sudo -n true 2>/dev/null || sudo -v -p '  sudo password, to install Debian packages: ' || true
}

# apt_install PACKAGE…: what is missing of these Debian packages; sources that do not answer are given up on in seconds.
apt_install() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  [ ${#missing[@]} -eq 0 ] && return 0
  command -v apt-get >/dev/null || { echo "this is no Debian or Ubuntu: install ${missing[*]} by your own package manager"; return 1; }
  [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null || { echo "these packages are missing and need root: sudo apt-get install ${missing[*]}"; return 1; }
  # A fresh machine's own updates hold the lock for a while.
  local quick=(-o Acquire::http::Timeout=10 -o Acquire::https::Timeout=10 -o Acquire::Retries=1 -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0)
  as_root apt-get "${quick[@]}" update || true
  as_root env DEBIAN_FRONTEND=noninteractive apt-get "${quick[@]}" install -y --no-install-recommends "${missing[@]}"
}
