#!/usr/bin/env bash
# Rewrites TorchSharp-0.106.txt beside this script: the lines of a full listing that the subset uses.
# Usage: lib/Lgm.Tests/Api/refresh.sh FULL-LISTING.txt
set -euo pipefail
listing=${1:?usage: refresh.sh FULL-LISTING.txt}
LGM_TORCHSHARP_LISTING=$(realpath "$listing") \
    dotnet test "$(dirname "$0")/.." --nologo --filter "FullyQualifiedName~RewritesTheExcerptWhenAskedTo"
