#!/usr/bin/env bash
# From a fresh clone to the headline: set-up, MNIST, three trainings, FGSM, detection, and the table "paper | ours".
# Further arguments go to `lgm run adversarial-detection`, such as --seed 2 or --set TestImages=10000.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"
bash "$repository/environment/setup.sh"
echo
echo "Data"
bash "$repository/environment/lgm" data get mnist
echo
bash "$repository/environment/lgm" run adversarial-detection --preset quick "$@"
echo "All of it took $SECONDS s."
