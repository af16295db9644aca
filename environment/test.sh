#!/usr/bin/env bash
# The same set-up as reproduce.sh, then every test; closes with the line "N passed, N failed, N skipped".
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"
bash "$repository/environment/setup.sh" LgmNotebooks.sln
cd "$repository"
# What tests talk to: a browser, Jupyter's clients and converter, a checker of scripts, and what confines submissions. Without them
# these tests say so and are skipped.
clients=(chromium fonts-liberation python3-nbclient jupyter-notebook python3-nbconvert libjs-mathjax shellcheck bubblewrap)
ask_for_root "${clients[@]}"
otherwise="not available here" step "browser, Jupyter, bubblewrap" apt_install "${clients[@]}" || true
otherwise="not available here" step "the Jupyter kernel .NET Interactive" dotnet tool restore || true
for set in mnist fashion-mnist; do
  # Tests that need a set that cannot be had here say so and are skipped.
  otherwise="not available here" step "$set" bash environment/lgm data get "$set" || true
done
echo
echo "Tests"
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
status=0
dotnet test LgmNotebooks.sln -c Release --no-build --nologo --logger "console;verbosity=normal" --logger "trx;LogFileName=tests.trx" --results-directory "$results" || status=$?
counters=$(grep -o '<Counters [^>]*>' "$results/tests.trx" 2>/dev/null || true)
[ -n "$counters" ] || stop "The tests did not run to their end: see the lines above."
count() { printf '%s' "$counters" | sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p"; }
echo "Tests took $SECONDS s, set-up included."
echo "$(count passed) passed, $(count failed) failed, $(($(count total) - $(count executed))) skipped"
exit "$status"
