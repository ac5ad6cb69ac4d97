#!/usr/bin/env bash
# Runs Balboa on the libtorch inside the PyTorch 2.10.0 wheel instead of the JavaCPP one: downloads the wheel and the two
# CUDA libraries its CPU part links to (about 1 GB) into DIR, and starts `balboa doctor` and any further command on it.
#
#   native/try-wheel.sh DIR                       # download once, then show what was found
#   native/try-wheel.sh DIR train --help          # any command of ./balboa
#
# Needs pip. Not part of CI because of the size.
set -euo pipefail
[ $# -ge 1 ] && [ "$1" != --help ] && [ "$1" != -h ] || { sed -n '2,8p' "$0"; exit 0; }
here="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
folder="$1"; shift
torch="$folder/site/torch"
if [ ! -f "$torch/lib/libtorch_cpu.so" ]; then
  mkdir -p "$folder/site"
  python3 -m pip install -q --no-deps --only-binary=:all: --platform manylinux_2_28_x86_64 --python-version 3.11 \
    --implementation cp --target "$folder/site" torch==2.10.0 \
    nvidia-cuda-runtime-cu12==12.8.90 nvidia-cuda-cupti-cu12==12.8.90
fi
export BALBOA_LIBTORCH="$torch"
exec "$here/balboa" "${@:-doctor}"
