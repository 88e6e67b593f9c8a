#!/usr/bin/env bash
# Installs the wheel of `make wheel` beside an OpenVINO, and the extension for that OpenVINO into it: make_openvino.sh PYTHON
# The interpreter is one that has OpenVINO's wheel, which holds headers and CMake files.
set -euo pipefail
python=$(realpath -s "$1")
cd "$(dirname "$0")/.."

export PATH="$PWD/.venv/bin:$PATH"
wheel=$(ls build/python/wheels/convt-*.whl)
"$python" -m pip install --quiet --no-input --disable-pip-version-check --no-deps --force-reinstall "$wheel"
folder_of='import importlib.util, sys; print(importlib.util.find_spec(sys.argv[1]).submodule_search_locations[0])'
openvino=$("$python" -c "$folder_of" openvino)
convt=$("$python" -c "$folder_of" convt)
mkdir -p build/openvino
log=build/openvino/build.log
if ! { cmake -S adaptors/openvino -B build/openvino/extension -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -Dconvt_DIR="$PWD/build/python/prefix/lib/cmake/convt" \
    -DCONVT_LIBRARY="$convt/libconvt_wheel.so" -DOpenVINO_DIR="$openvino/cmake" &&
    cmake --build build/openvino/extension && cmake --install build/openvino/extension --prefix "$convt"; } >"$log" 2>&1; then
    cat "$log" >&2
    exit 1
fi
ls -l "$convt/libconvt_openvino.so"
