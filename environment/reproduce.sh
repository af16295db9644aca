#!/usr/bin/env bash
# From a fresh clone to the headline: set-up, then `lgm reproduce`, which takes the arguments (--help names them).
#   --all   then every notebook, run into results/notebooks, and as pages into results/site (environment/site.sh)
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"
all='' arguments=()
for argument in "$@"; do
  if [ "$argument" = --all ]; then all=yes; else arguments+=("$argument"); fi
done
bash "$repository/environment/setup.sh"
echo
status=0
bash "$repository/environment/lgm" reproduce "${arguments[@]}" || status=$?
if [ -n "$all" ] && [ "$status" -eq 0 ]; then
  echo
  pages="$repository/results/notebooks"
  mkdir -p "$pages"
  bash "$repository/environment/lgm" notebook run "$repository"/notebooks/*.ipynb -o "$pages/" || status=$?
  # 6: all that could be run did; a data set is not here.
  [ "$status" -ne 6 ] || status=0
  # Without nbconvert there are notebooks, and no pages.
  bash "$repository/environment/site.sh" "$pages" "$repository/results/site" || echo "Notebooks: $pages"
fi
echo "All of it took $SECONDS s."
exit "$status"
