#!/usr/bin/env bash
# Makes the C# kernel known to Jupyter: bash environment/jupyter.sh [--prefix DIR]. Without --prefix it is for this user; with
# it, for the Jupyter whose folder that is (JUPYTER_PATH=DIR/share/jupyter, or a virtual environment). The kernel is the tool that
# .config/dotnet-tools.json pins, so it starts for notebooks in any folder of this checkout. Windows, in a shell in this checkout:
#   dotnet tool restore
#   dotnet interactive jupyter install
#   notepad %APPDATA%\jupyter\kernels\.net-csharp\kernel.json     (after "{": "env": { "OMP_WAIT_POLICY": "PASSIVE" },)
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
case "$(uname)" in
  Darwin) jupyter=$HOME/Library/Jupyter ;;
  *) jupyter=${JUPYTER_DATA_DIR:-${XDG_DATA_HOME:-$HOME/.local/share}/jupyter} ;;
esac
if [ "${1:-}" = --prefix ]; then
  mkdir -p "${2:?"--prefix needs a folder"}"
  jupyter=$(cd "$2" && pwd)/share/jupyter
fi
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT=1 DOTNET_INTERACTIVE_SKIP_FIRST_TIME_EXPERIENCE=1
written=$(mktemp -d)
trap 'rm -rf "$written"' EXIT
cd "$repository"
dotnet tool restore >/dev/null
dotnet interactive jupyter install --path "$written" >/dev/null

# Of the three kernels that the tool writes only C#'s is wanted. Added to it: native.env, no telemetry, and a port that only this
# machine reaches.
kernel=$jupyter/kernels/.net-csharp
mkdir -p "$kernel"
cp "$written"/.net-csharp/*.png "$kernel"
native=$(sed -n 's/^\([A-Z_]*\)=\(.*\)$/    "\1": "\2",/p' environment/native.env)
NATIVE=$native awk '
  /"display_name"/ { print "  \"env\": {\n" ENVIRON["NATIVE"] "\n    \"DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT\": \"1\"\n  }," }
  { print }
  /"{connection_file}"/ { print "    \"--http-local-only\"," }
' "$written/.net-csharp/kernel.json" >"$kernel/kernel.json"
echo "Kernel \".NET (C#)\": $kernel"
