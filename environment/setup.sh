#!/usr/bin/env bash
# Installs what is missing, chooses the package profile by trying, builds, and proves the choice with `lgm doctor`.
# LGM_PROFILE=nuget|system skips the trying, LGM_PROFILE=auto tries anew; LGM_DEVICE=cuda takes the GPU package in the nuget profile; LGM_LIBTORCH=PREFIX
# names the libtorch of the system profile (its CMake prefix). Idempotent: a second run takes seconds.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"
cd "$repository"
bridge=environment/system/TorchSharp/native
bridge_packages=(libtorch-dev libopenblas0-pthread cmake make g++)

command -v dotnet >/dev/null || stop "The .NET SDK is missing: install .NET 10 (https://dotnet.microsoft.com/download) and run this again."
dotnet --version >/dev/null 2>&1 || stop "No .NET SDK here fits global.json: install .NET 10 (https://dotnet.microsoft.com/download) and run this again."

# Whether the real packages can be restored here, in exactly these versions: the small managed ones tell, before hundreds
# of megabytes are fetched.
nuget_reachable() {
  local probe status=0
  probe=$(mktemp -d)
  cat >"$probe/probe.csproj" <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><NuGetAudit>false</NuGetAudit></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="TorchSharp" Version="[0.106.0]" />
    <PackageReference Include="Plotly.NET" Version="[5.1.0]" />
    <PackageReference Include="Plotly.NET.CSharp" Version="[0.13.0]" />
  </ItemGroup>
</Project>
XML
  timeout 45 dotnet restore "$probe/probe.csproj" || status=$?
  rm -rf "$probe"
  return "$status"
}

# build_bridge: over LGM_LIBTORCH; else an installed PyTorch that sees a GPU, which Debian's libtorch never does; else
# Debian's; else, where packages cannot be installed, a PyTorch without a GPU.
without_pytorch=
build_bridge() {
  local pytorch=
  if [ -n "${LGM_LIBTORCH:-}" ]; then
    apt_install cmake make g++ || true
    compile_bridge "$LGM_LIBTORCH"
    return
  fi
  if [ -z "$without_pytorch" ] && command -v python3 >/dev/null; then
    pytorch=$(timeout 60 python3 -c 'import torch; print("cuda" if torch.cuda.is_available() else "cpu", torch.__version__, torch.__file__)' 2>/dev/null || true)
  fi
  if [ "${pytorch%% *}" = cuda ]; then
    apt_install g++ || true
    if compile_against_pytorch "${pytorch#* }"; then return; fi
    echo "the PyTorch ${pytorch#* } cannot be built against: taking Debian's libtorch"
  fi
  if apt_install "${bridge_packages[@]}"; then
    compile_bridge ""
  else
    [ "${pytorch%% *}" = cpu ] && compile_against_pytorch "${pytorch#* }"
  fi
}

# compile_against_pytorch VERSION-AND-PLACE: against the PyTorch of python3.
compile_against_pytorch() {
  local stamp="PyTorch $1 for $repository" library=$bridge/build/liblgmtorch.so
  if [ "$(cat $bridge/build/stamp 2>/dev/null || true)" = "$stamp" ] && [ $library -nt $bridge/bridge.cpp ]; then return; fi
  rm -rf $bridge/build
  mkdir -p $bridge/build
  bash $bridge/build-against-pytorch.sh $library && printf '%s' "$stamp" >$bridge/build/stamp
}

# compile_bridge PREFIX: against the libtorch of a CMake prefix, the system's where it is empty.
compile_bridge() {
  # CMake would believe its cache of another libtorch, and refuse that of another place of this checkout.
  local stamp="libtorch '$1' for $repository"
  if [ "$(cat $bridge/build/stamp 2>/dev/null || true)" != "$stamp" ]; then rm -rf $bridge/build; fi
  cmake -S $bridge -B $bridge/build -DCMAKE_BUILD_TYPE=Release ${1:+-DCMAKE_PREFIX_PATH="$1"} &&
    cmake --build $bridge/build &&
    printf '%s' "$stamp" >$bridge/build/stamp
}

write_profile() {
  printf '<Project>\n  <PropertyGroup>\n    <LgmPackages>%s</LgmPackages>\n    <LgmDevice>%s</LgmDevice>\n  </PropertyGroup>\n</Project>\n' "$1" "${LGM_DEVICE:-cpu}" >environment/profile.props.new
  # Untouched where nothing changed, so that the build has nothing to do. Publishing copies only what is newer: of another
  # profile a TorchSharp.dll of today would outlast the real one.
  if cmp -s environment/profile.props.new environment/profile.props; then
    rm environment/profile.props.new
  else
    rm -rf environment/publish
    mv environment/profile.props.new environment/profile.props
  fi
}

build_all() {
  dotnet build LgmNotebooks.sln -c Release -v q && dotnet publish lib/Lgm.Cli/Lgm.Cli.csproj -c Release --no-build -v q -o environment/publish
}

# try_profile NAME: everything of one profile, proved.
try_profile() {
  write_profile "$1"
  if [ "$1" = system ]; then ask_for_root "${bridge_packages[@]}"; fi
  if [ "$1" = system ] && ! step "libtorch and its bridge" build_bridge; then show_log "libtorch and its bridge"; return 1; fi
  if ! step "build ($1 packages)" build_all; then show_log "build ($1 packages)"; return 1; fi
  if ! step "lgm doctor ($1 packages)" bash environment/lgm doctor; then
    show_log "lgm doctor ($1 packages)"
    if [ "$1" != system ] || [ -n "$without_pytorch" ] || [[ $(cat $bridge/build/stamp 2>/dev/null || true) != PyTorch* ]]; then return 1; fi
    echo "  The installed PyTorch can be built against but does not do what is needed: taking Debian's libtorch."
    without_pytorch=yes
    try_profile system
    return
  fi
  chosen=$1
}

echo "Set-up"
# Before the build, which takes it along: compiled once, it is found again by later set-ups.
otherwise="not available from here" step "C# compiler of the notebooks, ahead of time" dotnet msbuild environment/roslyn/Roslyn.csproj -restore -t:CompileAheadOfTime -v:q ||
  echo "  The first cell of a notebook takes longer then."
chosen=
case "${LGM_PROFILE:-}" in
  nuget | system) try_profile "$LGM_PROFILE" || stop "The $LGM_PROFILE profile does not work here: see the lines above; the logs are in environment/log." ;;
  "" | auto)
    # What was proved before is proved again, and not looked for: a host that does not answer costs its time only once.
    kept=$(sed -n 's/.*<LgmPackages>\(.*\)<.*/\1/p' environment/profile.props 2>/dev/null || true)
    if [ "${LGM_PROFILE:-}" != auto ] && [ -n "$kept" ] && try_profile "$kept"; then
      reason="it was chosen before (LGM_PROFILE=auto chooses anew)"
    elif otherwise="not available from here" step "TorchSharp 0.106 and Plotly.NET 5.1 on NuGet" nuget_reachable; then
      reason="NuGet has TorchSharp and Plotly.NET"
      try_profile nuget || { reason="the nuget profile failed (environment/log)"; try_profile system || stop "Neither the nuget nor the system profile works here: see the lines above; the logs are in environment/log."; }
    else
      reason="NuGet, as it is reached from here, has no TorchSharp 0.106 or no Plotly.NET"
      try_profile system || stop "The system profile does not work here and NuGet has no TorchSharp: see the lines above; the logs are in environment/log."
    fi
    ;;
  *) stop "LGM_PROFILE is \"$LGM_PROFILE\": choose auto, nuget or system." ;;
esac

# Figures carry their own plotly.js, pages with formulas their own KaTeX; without npm figures stay JSON, and formulas as they were typed.
if command -v npm >/dev/null; then
  while read -r name folder file; do
    [ -e "$folder/node_modules/$file" ] || step "$name" npm ci --prefix "$folder" --omit-lockfile-registry-resolved --no-audit --no-fund --fetch-retries=1 --fetch-timeout=20000 ||
      echo "  Pages go without $name until npm can fetch it."
  done <<'COPIES'
plotly.js environment/plotly plotly.js-dist-min/plotly.min.js
KaTeX environment/katex katex/dist/katex.min.js
COPIES
else
  echo "  npm is missing: figures cannot be written as pages, nor formulas be set in them, until it is installed (apt-get install npm)."
fi
echo "Notebooks in Jupyter or VS Code: environment/lgm kernel install makes the kernel known to them."
echo "Profile: $chosen${reason:+, because $reason}; $(sed -n '1p;3p;4p' "$logs/lgm-doctor-$chosen-packages-.log" | tr -s ' ' | paste -sd, | sed 's/,/, /g')."
