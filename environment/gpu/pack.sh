#!/usr/bin/env bash
# Packs the workbook for a machine with a GPU and PyTorch but neither .NET nor a network: programs, tests, benchmarks, the
# .NET runtime, the bridge's sources, and run.sh, in one archive for x64 Linux.
#
#   environment/gpu/pack.sh [ARCHIVE.tar.gz] [--with-data]
#
# --with-data also packs the MNIST files that `environment/lgm data get mnist` fetched.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../steps.sh"
cd "$repository"

limit=60000000
archive=lgm-gpu.tar.gz
with_data=
for argument in "$@"; do
  case "$argument" in
    --with-data) with_data=yes ;;
    -*) stop "usage: environment/gpu/pack.sh [ARCHIVE.tar.gz] [--with-data]" ;;
    *) archive=$argument ;;
  esac
done
[ "$(uname -sm)" = "Linux x86_64" ] || stop "The pack is for x64 Linux and holds the .NET runtime of the machine it is made on: make it on x64 Linux."
command -v dotnet >/dev/null || stop "The .NET SDK is missing: install .NET 10 (https://dotnet.microsoft.com/download) and run this again."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
pack=$scratch/lgm-gpu
mkdir -p "$pack/program" "$pack/dotnet"

# Results name the commit they were computed by; the pack is no checkout, so the programs carry it.
commit=$(git rev-parse HEAD)$([ -z "$(git status --porcelain)" ] || echo .changes)

# All three lie in one folder: they share their libraries, and the tests start the command line beside them.
publish_all() {
  local project
  for project in Lgm.Cli Lgm.Benchmarks Lgm.Tests; do
    dotnet publish lib/$project/$project.csproj -c Release -v q --artifacts-path "$scratch/build" -o "$pack/program" \
      -p:LgmPackages=system -p:LgmAheadOfTime=false -p:DebugType=none -p:GenerateDocumentationFile=false -p:SourceRevisionId="$commit" || return
  done
  # Built for the libtorch of this machine; run.sh builds it anew for the one there.
  rm -f "$pack/program/liblgmtorch.so"
  # Ten megabytes that only coverage needs, and a hundred that only a browser needs.
  rm -rf "$pack/program/Microsoft.CodeCoverage" "$pack/program/.playwright"
}

# The runtime and the test runner come from the SDK that built the programs. A folder of its own, and not three
# self-contained programs, because the tests run the command line by the command `dotnet`, as users do.
copy_runtime() {
  local sdk root version
  sdk=$(dotnet --info | sed -n 's/^ *Base Path: *//p')
  root=$(cd "$sdk/../.." && pwd)
  version=$(dotnet --list-runtimes | sed -n 's/^Microsoft.NETCore.App \(10[^ ]*\) .*/\1/p' | tail -n 1)
  mkdir -p "$pack/dotnet/shared/Microsoft.NETCore.App" "$pack/dotnet/host/fxr" "$pack/dotnet/vstest/Extensions" || return
  cp "$root/dotnet" "$pack/dotnet/" || return
  cp "$root"/LICENSE* "$root"/ThirdPartyNotices* "$pack/dotnet/" 2>/dev/null || true
  cp -r "$root/shared/Microsoft.NETCore.App/$version" "$pack/dotnet/shared/Microsoft.NETCore.App/" || return
  cp -r "$(ls -d "$root"/host/fxr/* | sort -V | tail -n 1)" "$pack/dotnet/host/fxr/" || return
  cp "$sdk"/vstest.console.* "$sdk"/Microsoft.TestPlatform.*.dll "$sdk"/Microsoft.VisualStudio.TestPlatform.*.dll "$sdk"/Newtonsoft.Json.dll "$sdk"/Microsoft.Extensions.FileSystemGlobbing.dll "$sdk"/Microsoft.Extensions.DependencyModel.dll "$pack/dotnet/vstest/" || return
  cp "$sdk"/Extensions/Microsoft.TestPlatform.TestHostRuntimeProvider.dll "$sdk"/Extensions/Microsoft.VisualStudio.TestPlatform.Extensions.Trx.TestLogger.dll "$pack/dotnet/vstest/Extensions/"
}

# The sources: the bridge is built from them, and tests look for a checkout around them.
copy_sources() {
  git ls-files -z | tar -c -f - --null -T - | tar -x -f - -C "$pack" || return
  cp environment/gpu/run.sh "$pack/run.sh"
  printf '%s\n' "$commit" >"$pack/commit"
  local plotly=environment/plotly/node_modules/plotly.js-dist-min/plotly.min.js
  if [ -e $plotly ]; then mkdir -p "$pack/$(dirname $plotly)" && cp $plotly "$pack/$plotly"; fi
}

copy_data() {
  local cache=${LGM_CACHE:-data/cache}
  [ -d "$cache/mnist" ] || { echo "There is no MNIST in $cache: run environment/lgm data get mnist."; return 1; }
  mkdir -p "$pack/data/cache" && cp -rL "$cache/mnist" "$pack/data/cache/"
}

echo "Pack"
step "publishing the programs" publish_all || { show_log "publishing the programs"; exit 1; }
step "the .NET runtime" copy_runtime || { show_log "the .NET runtime"; exit 1; }
step "sources" copy_sources || { show_log "sources"; exit 1; }
if [ -n "$with_data" ]; then step "MNIST" copy_data || { show_log "MNIST"; exit 1; }; fi
tar -C "$scratch" -c lgm-gpu | gzip -9 >"$scratch/pack.tar.gz"
size=$(stat -c %s "$scratch/pack.tar.gz")
[ "$size" -le "$limit" ] || stop "The pack has $((size / 1000000)) MB, more than $((limit / 1000000)): leave out --with-data."
mv "$scratch/pack.tar.gz" "$archive"
printf '%s: %d.%d MB, commit %s\n' "$archive" $((size / 1000000)) $((size / 100000 % 10)) "$commit"
echo "There: tar -xzf $(basename "$archive") && bash lgm-gpu/run.sh"
