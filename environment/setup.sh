#!/usr/bin/env bash
# Restores and builds what notebooks and the command line need, or the project or solution that is named, and proves with
# `lgm doctor` that libtorch computes here. A second run takes seconds. LGM_DEVICE=cuda takes TorchSharp's CUDA package.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"
cd "$repository"
dotnet --version >/dev/null 2>&1 || stop "The .NET 10 SDK is missing (global.json): install it (https://dotnet.microsoft.com/download) and run this again."

echo "Set-up"
step "packages and build" dotnet build "${1:-lib/Lgm.Cli}" -c Release -v q ${LGM_DEVICE:+-p:LgmDevice=$LGM_DEVICE} || { show_log "packages and build"; stop "The build failed: see the lines above; the whole log is in environment/log."; }
step "lgm doctor" bash environment/lgm doctor || { show_log "lgm doctor"; stop "libtorch does not do here what the workbook needs: see the lines above."; }
sed -n 's/^\(libtorch\|processor\|device\) */  \1 /p' "$logs/lgm-doctor.log"
