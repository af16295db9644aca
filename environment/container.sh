#!/usr/bin/env bash
# What a container holds ready, for .binder/Dockerfile and .devcontainer: all that setup.sh does, the notebook tool with its
# Jupyter kernel, and MNIST.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"
bash "$repository/environment/setup.sh"
step "Jupyter kernel" bash "$repository/environment/jupyter.sh" || { show_log "Jupyter kernel"; stop "The kernel .NET Interactive could not be installed: see the lines above."; }
step "mnist" bash "$repository/environment/lgm" data get mnist || { show_log "mnist"; stop "MNIST could not be had: see the lines above."; }
