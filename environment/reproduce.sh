#!/usr/bin/env bash
# From a fresh clone to the headline: set-up, MNIST, three quick trainings under attack; then, where data/checkpoints holds
# trained networks, these attacked and judged by the protocol. Every number it prints is measured here and now.
#   --full   all 10,000 test digits for the trained networks, not the first 2,000
# Further arguments go to the quick trainings, `lgm run adversarial-detection`: such as --seed 2 or --set TestImages=1000.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"
digits=2000 quick=()
for argument in "$@"; do
  if [ "$argument" = --full ]; then digits=10000; else quick+=("$argument"); fi
done
bash "$repository/environment/setup.sh"
echo
echo "Data"
bash "$repository/environment/lgm" data get mnist
echo
bash "$repository/environment/lgm" run adversarial-detection --preset quick "${quick[@]}"
if compgen -G "$repository/data/checkpoints/*-100d-*.safetensors" >/dev/null; then
  echo
  bash "$repository/environment/lgm" run detection --preset quick --set TestImages=$digits
fi
echo "All of it took $SECONDS s."
