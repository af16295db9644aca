#!/usr/bin/env bash
# Renders a figure's HTML page to a PNG with a headless Chromium: for the picture in the README, never called by lib/.
#
#   environment/figure-to-png.sh FIGURE.html PICTURE.png [WIDTH HEIGHT]
#
# WIDTH and HEIGHT are in px and default to the size in the figure's layout. The picture has two device pixels a px.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"

if [[ $# -ne 2 && $# -ne 4 ]]; then
  echo "usage: $0 FIGURE.html PICTURE.png [WIDTH HEIGHT]" >&2
  exit 2
fi
page=$(realpath -e -- "$1") || { echo "$0: there is no page $1; export the figure first" >&2; exit 1; }
picture=$(realpath -m -- "$2")

find_chromium() {
  command -v chromium || command -v chromium-browser || command -v google-chrome
}

if ! find_chromium >/dev/null; then
  ask_for_root chromium
  step "Chromium" apt_install chromium || { show_log "Chromium"; stop "$0: Chromium is missing; install it (Debian: apt-get install chromium) and run this again"; }
fi
chromium=$(find_chromium)

if [[ $# -eq 4 ]]; then
  width=$3 height=$4
else
  # The figure stands in one line of the page; its layout is after its data.
  layout=$(grep -m1 '^ *const figure = ' "$page" | sed 's/.*"layout":{//')
  width=$(grep -o '"width":[0-9]*,"height"' <<<"$layout" | head -1 | tr -cd '0-9')
  height=$(grep -o '"height":[0-9]*' <<<"$layout" | head -1 | tr -cd '0-9')
fi
if [[ ! $width =~ ^[1-9][0-9]*$ || ! $height =~ ^[1-9][0-9]*$ ]]; then
  echo "$0: the page gives no size; name WIDTH and HEIGHT" >&2
  exit 1
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# A mouse never reaches a picture: its tool bar goes.
{ cat "$page"; echo '<style>.modebar { display: none !important; }</style>'; } >"$scratch/page.html"
# The time budget lets the page draw before the shot; the profile is new, so that nothing of the user's is read or left.
if ! timeout 120 "$chromium" --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking \
  --disable-component-update --disable-sync --hide-scrollbars --force-device-scale-factor=2 \
  --user-data-dir="$scratch/profile" --window-size="$width,$height" --virtual-time-budget=10000 \
  --screenshot="$scratch/picture.png" "file://$scratch/page.html" >"$scratch/log" 2>&1 || [[ ! -s $scratch/picture.png ]]; then
  echo "$0: Chromium made no picture of $1:" >&2
  tail -5 "$scratch/log" >&2
  exit 1
fi

mkdir -p "$(dirname "$picture")"
cp "$scratch/picture.png" "$picture.tmp"
mv "$picture.tmp" "$picture"
