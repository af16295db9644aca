#!/usr/bin/env bash
# Builds the bridge against the libtorch inside an installed PyTorch, with the C++ compiler alone: PyTorch's own CMake
# configuration wants the CUDA toolkit wherever PyTorch was built with CUDA, which the bridge does not need.
#
#   build-against-pytorch.sh liblgmtorch.so [PYTHON]
set -euo pipefail
target=$1
python=${2:-python3}
# One line each: the package's folder, the C++ library's binary interface, the version.
mapfile -t torch < <("$python" -c 'import os, torch
print(os.path.dirname(os.path.abspath(torch.__file__)))
print(int(torch.compiled_with_cxx11_abi()))
print(torch.__version__)')
[ ${#torch[@]} -eq 3 ] || { echo "$python has no PyTorch: name one that has." >&2; exit 1; }
folder=${torch[0]}
[ -e "$folder/include/ATen/ATen.h" ] || { echo "The PyTorch in $folder has no C++ headers: install them (Debian: apt-get install libtorch-dev)." >&2; exit 1; }
compiler=${CXX:-$(command -v c++ || command -v g++ || command -v clang++ || true)}
[ -n "$compiler" ] || { echo "There is no C++ compiler: install one (Debian: apt-get install g++)." >&2; exit 1; }

libraries=(-ltorch -ltorch_cpu -lc10)
# The bridge calls nothing of these itself; loaded, they register the operators of the GPU.
for library in torch_cuda c10_cuda; do
  if [ -e "$folder/lib/lib$library.so" ]; then libraries+=("-l$library"); fi
done
compile() {
  "$compiler" "-std=$1" -O2 -fPIC -shared -fvisibility=hidden -Wall "-D_GLIBCXX_USE_CXX11_ABI=${torch[1]}" \
    -isystem "$folder/include" -isystem "$folder/include/torch/csrc/api/include" \
    "$(dirname "${BASH_SOURCE[0]}")/bridge.cpp" -o "$target.new" \
    "-L$folder/lib" "-Wl,-rpath,$folder/lib" -Wl,--no-as-needed "${libraries[@]}"
}
# The headers of 2.1 and later want C++17; a version to come may want 20.
compile c++17 || compile c++20
mv "$target.new" "$target"
echo "bridge built against PyTorch ${torch[2]} in $folder"
