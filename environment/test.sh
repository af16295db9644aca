#!/usr/bin/env bash
# The same set-up as reproduce.sh, then every test; closes with the line "N passed, N failed, N skipped".
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"
bash "$repository/environment/setup.sh"
cd "$repository"
echo
echo "Data"
for set in mnist fashion-mnist; do
  # Tests that need a set that cannot be had here say so and are skipped.
  bash environment/lgm data get "$set" || true
done
echo
echo "Tests"
if ! command -v chromium >/dev/null; then
  ask_for_root chromium
  step "Chromium" apt_install chromium || echo "  Tests that open pages in a browser are skipped."
fi
# Clients that the kernel's tests talk through; without them these tests say so and are skipped.
jupyter=(python3-jupyter-kernel-test python3-nbclient jupyter-notebook)
ask_for_root "${jupyter[@]}"
otherwise="not available here" step "Jupyter's clients" apt_install "${jupyter[@]}" || true
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
status=0
dotnet test lib/Lgm.Tests/Lgm.Tests.csproj -c Release --no-build --nologo --logger "console;verbosity=normal" --logger "trx;LogFileName=tests.trx" --results-directory "$results" || status=$?
counters=$(grep -o '<Counters [^>]*>' "$results/tests.trx" 2>/dev/null || true)
[ -n "$counters" ] || stop "The tests did not run to their end: see the lines above."
count() { printf '%s' "$counters" | sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p"; }
echo "Tests took $SECONDS s, set-up included."
echo "$(count passed) passed, $(count failed) failed, $(($(count total) - $(count executed))) skipped"
exit "$status"
