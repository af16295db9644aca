#!/usr/bin/env bash
# Executed notebooks as static pages that need no network: bash environment/site.sh [NOTEBOOKS [FOLDER]].
# Default: the committed ones, into results/site.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"
notebooks=${1:-$repository/notebooks} folder=${2:-$repository/results/site}
[ -d "$notebooks" ] || stop "$notebooks is no folder: name one with executed notebooks."
[ ! -e "$folder" ] || [ -z "$(ls -A "$folder")" ] || [ -d "$folder/mathjax" ] || stop "$folder holds something else than pages made here: name another folder."
tools=(python3-nbconvert libjs-mathjax)
ask_for_root "${tools[@]}"
otherwise="not available here" step "nbconvert and MathJax" apt_install "${tools[@]}" || { show_log "nbconvert and MathJax"; stop "Pages need nbconvert and MathJax 2.7 (Debian: apt-get install ${tools[*]})."; }
# Written beside its place and then renamed, so that a folder is a whole site.
mkdir -p "$(dirname "$folder")"
written=$(mktemp -d "$folder.XXXXXX")
trap 'rm -rf "$written"' EXIT
/usr/bin/python3 "$repository/environment/site/build.py" "$notebooks" "$written" /usr/share/javascript/mathjax "$repository/notebooks/results" || stop "The pages were not made: see the lines above."
chmod 755 "$written"
rm -rf "$folder"
mv "$written" "$folder"
echo "Pages: $folder/index.html"
