#!/usr/bin/env bash
# Runs the packed workbook on a machine with PyTorch 2.x and a C++ compiler, best with a GPU; needs no .NET and no network.
#
#   run.sh [--out FOLDER] [--minutes N] [PIECE…]    all pieces that are not done yet, or those named
#   run.sh --list                                   the pieces, and which are done
#
# Every piece takes minutes or can be interrupted; after N minutes (8 unless told) run.sh stops with exit code 75, and the
# same command goes on from there. LGM_PYTHON names the Python that has PyTorch; LGM_DATA a folder with MNIST or CIFAR-10.
set -euo pipefail
pack=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
pieces=(bridge doctor tests-cuda tests tests-slow tiny benchmark cifar-10 mnist)
out=$pack/out minutes=8 list=
again=75

stop() {
  printf '%s\n' "$1" >&2
  exit "${2:-1}"
}

about() {
  case "$1" in
    bridge) echo "the bridge, built against this PyTorch" ;;
    doctor) echo "whether it does what the workbook needs" ;;
    tests-cuda) echo "the tests that compute on every device there is" ;;
    tests) echo "the other quick tests" ;;
    tests-slow) echo "the slow tests" ;;
    tiny) echo "a training of seconds on MNIST digits" ;;
    benchmark) echo "training speed beside PyTorch's" ;;
    cifar-10) echo "CIFAR-10, 300 epochs as the authors train: L-GM, softmax, center loss (GPU)" ;;
    mnist) echo "MNIST by the paper's recipe, three seeds of the same losses (GPU)" ;;
    *) return 1 ;;
  esac
}

wanted=()
while [ $# -gt 0 ]; do
  case "$1" in
    --list) list=yes ;;
    --out) shift; out=${1:-} ;;
    --minutes) shift; minutes=${1:-} ;;
    *) about "$1" >/dev/null || stop "There is no piece \"$1\": choose from ${pieces[*]}." 2; wanted+=("$1") ;;
  esac
  shift || break
done
[[ $minutes =~ ^[1-9][0-9]*$ ]] || stop "--minutes takes a whole number from 1." 2
[ -n "$out" ] || stop "--out takes a folder." 2
[ ${#wanted[@]} -gt 0 ] || wanted=("${pieces[@]}")
mkdir -p "$out/done" "$out/log" "$out/results"
out=$(cd "$out" && pwd)

python=${LGM_PYTHON:-python3}
found=$("$python" -c 'import torch; print("cuda" if torch.cuda.is_available() else "cpu", torch.__version__, torch.__file__)' 2>"$out/log/python") ||
  stop "$python has no PyTorch that can be imported ($(tail -n 1 "$out/log/python")): name one that has in LGM_PYTHON."
device=${found%% *}
# A piece is done for one build of the workbook, one PyTorch and one device.
stamp="$(cat "$pack/commit") $found"
done_already() { [ "$(cat "$out/done/$1" 2>/dev/null)" = "$stamp" ]; }

if [ -n "$list" ]; then
  for piece in "${pieces[@]}"; do
    printf '%-14s %-5s %s\n' "$piece" "$(done_already "$piece" && echo done || true)" "$(about "$piece")"
  done
  exit
fi

# The packed runtime, and nothing of another .NET that may be here.
export DOTNET_ROOT=$pack/dotnet PATH=$pack/dotnet:$PATH DOTNET_ROLL_FORWARD=Major DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_MULTILEVEL_LOOKUP=0
# The test runner would want ICU.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
export LGM_RESULTS=$out/results LGM_PYTHON=$python
# CUDA's libraries as PyTorch's wheels bring them, for a libtorch that Python did not load.
nvidia=$("$python" -c 'import glob, os, torch; print(":".join(glob.glob(os.path.join(os.path.dirname(os.path.dirname(torch.__file__)), "nvidia", "*", "lib"))))')
if [ -n "$nvidia" ]; then export LD_LIBRARY_PATH=$nvidia${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}; fi
deadline=$((SECONDS + 60 * minutes))

lgm() { dotnet "$pack/program/Lgm.Cli.dll" "$@"; }

# tests NAME FILTER: with a summary beside the other results.
tests() {
  local status=0 counters
  rm -rf "$out/log/$1.trx"
  dotnet "$pack/dotnet/vstest/vstest.console.dll" "$pack/program/Lgm.Tests.dll" --TestCaseFilter:"$2" --logger:"trx;LogFileName=$1.trx" --ResultsDirectory:"$out/log" || status=$?
  counters=$(grep -o '<Counters [^>]*>' "$out/log/$1.trx") || return 1
  count() { printf '%s' "$counters" | sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p"; }
  printf '{\n  "Tests": "%s",\n  "Device": "%s",\n  "PyTorch": "%s",\n  "Commit": "%s",\n  "Passed": %d,\n  "Failed": %d,\n  "Skipped": %d\n}\n' \
    "$1" "$device" "$(cut -d ' ' -f 2 <<<"$found")" "$(cat "$pack/commit")" "$(count passed)" "$(count failed)" $(($(count total) - $(count executed))) >"$out/results/$1.json"
  echo "$(count passed) passed, $(count failed) failed, $(($(count total) - $(count executed))) skipped"
  return "$status"
}

# What a piece may take that cannot be interrupted and gone on with.
seconds_of() {
  case "$1" in
    bridge | tests-cuda | benchmark) echo 120 ;;
    tests) echo 180 ;;
    tests-slow) echo 400 ;;
    *) echo 20 ;;
  esac
}

run_piece() {
  case "$1" in
    bridge) bash "$pack/environment/system/TorchSharp/native/build-against-pytorch.sh" "$pack/program/liblgmtorch.so" "$python" ;;
    doctor) lgm doctor ;;
    tests-cuda) tests "$1" "FullyQualifiedName~Lgm.Tests.Devices" ;;
    tests) tests "$1" "FullyQualifiedName!~Lgm.Tests.Devices&Category!=Slow" ;;
    tests-slow) tests "$1" "FullyQualifiedName!~Lgm.Tests.Devices&Category=Slow" ;;
    tiny) lgm train --preset quick --set TrainImages=2000 --set TestImages=500 --out "$out/tiny.safetensors" ;;
    benchmark) dotnet "$pack/program/Lgm.Benchmarks.dll" --only training --rounds 5 --device "$device" --out "$out/results/benchmark-training-$device.json" ;;
    cifar-10 | mnist) lgm sweep "$pack/notebooks/sweeps/$1.json" ;;
  esac
}

# What a piece must not run without; says why and succeeds where it cannot run.
lacks() {
  case "$1" in
    cifar-10 | mnist) [ $device = cpu ] && { echo "needs a GPU"; return; } ;;&
    tiny | mnist) lgm data verify mnist >/dev/null 2>&1 || { echo "no MNIST here: make the pack with --with-data, or name a folder that has it in LGM_DATA"; return; } ;;
    cifar-10) lgm data verify cifar-10 >/dev/null 2>&1 || { echo "no CIFAR-10 here: name a folder that has it in LGM_DATA (a copy of other checksums: LGM_UNOFFICIAL=1)"; return; } ;;
  esac
  return 1
}

if [ $device = cuda ]; then
  echo "PyTorch ${found#* }, on the GPU $("$python" -c 'import torch; print(torch.cuda.get_device_name(0))')"
else
  echo "PyTorch ${found#* }, no GPU: running the CPU half"
fi
export pack out python device found
export -f lgm tests run_piece
failed=() ran=no
for piece in "${wanted[@]}"; do
  if done_already "$piece"; then echo "$piece: done before"; continue; fi
  # The bridge lies in the pack: another state folder knows nothing of it.
  [ "$piece" = bridge ] || [ -e "$pack/program/liblgmtorch.so" ] || stop "The bridge is not built yet: run the piece bridge first."
  if why=$(lacks "$piece"); then echo "$piece: left out, $why"; continue; fi
  left=$((deadline - SECONDS))
  # A training keeps its state when it is interrupted; what does not is begun only with time for it.
  [ $ran = no ] || [ $left -ge "$(seconds_of "$piece")" ] || stop "Time is up before $piece: run the same command again to go on." $again
  ran=yes
  echo "$piece: $(about "$piece")"
  start=$SECONDS status=0
  # A process group of its own: bash lets plain background work ignore SIGINT.
  set -m
  timeout --signal=INT --kill-after=30 "$left" bash -c 'set -euo pipefail; run_piece "$1"' run.sh "$piece" >"$out/log/$piece" 2>&1 </dev/null &
  set +m
  work=$!
  trap 'kill -INT "$work" 2>/dev/null; wait "$work"; exit 130' INT TERM
  wait "$work" || status=$?
  trap - INT TERM
  if [ $status -eq 0 ]; then
    printf '%s' "$stamp" >"$out/done/$piece"
    echo "$piece: done ($((SECONDS - start)) s); $(tail -n 1 "$out/log/$piece")"
  elif [ $status -eq 124 ] || [ $status -eq 137 ]; then
    stop "$piece: stopped after $((SECONDS - start)) s; run the same command again to go on$(case "$piece" in cifar-10 | mnist) ;; *) echo ", with more --minutes: it begins anew" ;; esac)." $again
  else
    echo "$piece: FAILED ($((SECONDS - start)) s), see $out/log/$piece:"
    tail -n 5 "$out/log/$piece" | sed 's/^/  /'
    failed+=("$piece")
    case "$piece" in bridge | doctor) break ;; esac
  fi
done
echo "Results: $out/results"
[ ${#failed[@]} -eq 0 ] || stop "Failed: ${failed[*]}."
