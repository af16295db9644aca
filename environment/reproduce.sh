#!/usr/bin/env bash
# From a fresh clone to the headline: set-up, MNIST, three quick trainings under attack; then the trained networks of
# the workbook, evaluated, and those of the headline's first seed attacked and judged by the protocol. Every number of ours
# is measured here and now, but for the trained networks' best epochs, which are read from their records and say so.
#   --full   all 10,000 test digits for the trained networks, not the first 2,000
#   --all    behind that every notebook, run into a page, with an index of them: results/notebooks/index.html
# Further arguments go to the quick trainings, `lgm run adversarial-detection`: such as --seed 2 or --set TestImages=1000.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"
digits=2000 all= quick=()
for argument in "$@"; do
  case "$argument" in
    --full) digits=10000 ;;
    --all) all=yes ;;
    *) quick+=("$argument") ;;
  esac
done
bash "$repository/environment/setup.sh"
echo
echo "Data"
bash "$repository/environment/lgm" data get mnist
echo
bash "$repository/environment/lgm" run adversarial-detection --preset quick "${quick[@]}"
for experiment in networks detection; do
  echo
  bash "$repository/environment/lgm" run "$experiment" --preset quick --set TestImages=$digits
done
failed=0
if [ -n "$all" ]; then
  echo
  echo "Notebooks"
  mapfile -t notebooks < <(compgen -G "$repository/notebooks/*.ipynb" | sort)
  if [ ${#notebooks[@]} -eq 0 ]; then
    echo "There are none yet."
  else
    bash "$repository/environment/lgm" notebook run "${notebooks[@]}" -o "$repository/results/notebooks/" --index || failed=$?
    # 6: all that could be run passed; those that were skipped for want of data are named in the index.
    [ "$failed" -ne 6 ] || failed=0
  fi
fi
echo "All of it took $SECONDS s."
exit "$failed"
