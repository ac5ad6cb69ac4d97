#!/usr/bin/env bash
# Builds libbalboa.so from native/ and puts it where the jar takes it from. Users never need this: the linux-x86_64
# library is checked in.
#
#   native/build.sh                 headers from the PyTorch wheel for macOS (79 MB, kept in ~/.cache/balboa)
#   native/build.sh --torch DIR     headers of an installed PyTorch (python -c 'import torch; print(torch.__path__[0])')
#   native/build.sh --out DIR       another place for the result (then point BALBOA_NATIVE at it)
#   native/build.sh --sanitize      with AddressSanitizer and UBSan, for native/sanitize.sh; needs --out
#
# Needs g++ >= 11, and without --torch also pip. libjpeg's headers are those of the presets' leptonica, whose library is
# opened when a JPEG is read; its jar comes from Maven's repository, or from Maven Central.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
torch_version=2.10.0
torch=""
sanitize=""
out="$here/../src/main/resources/dev/balboa/native/linux-x86_64"
while [ $# -gt 0 ]; do
  case "$1" in
    --torch) torch="$2"; shift 2 ;;
    --out) out="$2"; given_out=1; shift 2 ;;
    --sanitize) sanitize=1; shift ;;
    -h|--help) sed -n '2,11p' "$0"; exit 0 ;;
    *) echo "build.sh: unknown option $1 (expected: --torch DIR, --out DIR, --sanitize)" >&2; exit 2 ;;
  esac
done
[ -z "$sanitize" ] || [ -n "${given_out:-}" ] || { echo "build.sh: --sanitize needs --out DIR" >&2; exit 2; }

cache="${XDG_CACHE_HOME:-$HOME/.cache}/balboa"
if [ -n "$torch" ]; then
  include="$torch/include"
else
  include="$cache/torch-$torch_version/torch/include"
  if [ ! -f "$include/ATen/core/Tensor.h" ]; then
    # The wheel for macOS holds the same headers as the one for Linux at a tenth of its size.
    mkdir -p "$cache/torch-$torch_version"
    python3 -m pip download -q --no-deps --only-binary=:all: --platform macosx_11_0_arm64 --python-version 3.11 \
      --implementation cp "torch==$torch_version" -d "$cache/torch-$torch_version"
    python3 -m zipfile -e "$cache/torch-$torch_version"/torch-*.whl "$cache/torch-$torch_version"
    rm -f "$cache/torch-$torch_version"/torch-*.whl
  fi
fi
[ -f "$include/ATen/core/Tensor.h" ] || { echo "build.sh: no libtorch headers in $include" >&2; exit 1; }

leptonica=1.87.0-1.5.13
jar="leptonica-$leptonica-linux-x86_64.jar"
jpeg="$cache/leptonica-$leptonica"
if [ ! -f "$jpeg/jpeglib.h" ]; then
  mkdir -p "$jpeg"
  known="$HOME/.m2/repository/org/bytedeco/leptonica/$leptonica/$jar"
  [ -f "$known" ] || { known="$jpeg/$jar"; curl -fsSo "$known" "https://repo1.maven.org/maven2/org/bytedeco/leptonica/$leptonica/$jar"; }
  (cd "$jpeg" && python3 -m zipfile -e "$known" . && cp org/bytedeco/leptonica/linux-x86_64/include/j*.h . && rm -rf org META-INF ./*.jar)
fi

# The order and the content that SourceHashTest reads again.
hash="$(cd "$here" && cat balboa.h $(ls src/*.h src/*.cpp | LC_ALL=C sort) | sha256sum | cut -d' ' -f1)"

# -z now: a symbol this libtorch lacks fails the load instead of a later call. Never -ffast-math: g++ then changes how
# the whole process treats denormals. libtorch's symbols resolve against the one that is loaded first.
mkdir -p "$out"
jobs=()
objects="$(mktemp -d)"
trap 'rm -rf "$objects"' EXIT
kind=(-O2); linking=(-s)
if [ -n "$sanitize" ]; then
  # Casts from floats that do not fit are no part of "undefined", and indices of vectors are libstdc++'s to check.
  kind=(-fsanitize=address,undefined,float-cast-overflow -fno-sanitize-recover=all -fno-omit-frame-pointer -g -O1
        -D_GLIBCXX_ASSERTIONS)
  linking=(-fsanitize=address,undefined)
fi
flags=(-std=c++17 "${kind[@]}" -ftree-vectorize -ffp-contract=fast -fPIC -fopenmp -fvisibility=hidden -fvisibility-inlines-hidden -Wall -Wno-unknown-pragmas
       -DBALBOA_SOURCE_HASH="\"$hash\"" -D_GLIBCXX_USE_CXX11_ABI=1
       -include "$here/src/compat.h" -isystem "$jpeg" -isystem "$include" -isystem "$include/torch/csrc/api/include")
for source in "$here"/src/*.cpp; do
  g++ "${flags[@]}" -c "$source" -o "$objects/$(basename "$source" .cpp).o" &
  jobs+=($!)
  if [ ${#jobs[@]} -ge "$(nproc)" ]; then wait "${jobs[0]}"; jobs=("${jobs[@]:1}"); fi
done
for job in "${jobs[@]}"; do wait "$job"; done
# Undefined libtorch symbols are left to the loader; the stubs carry only the names it must already know.
for stub in c10 torch_cpu; do
  g++ -shared -x c /dev/null -o "$objects/lib$stub.so" -Wl,-soname,"lib$stub.so" -nostdlib
done
g++ -shared -o "$objects/libbalboa.so" "$objects"/*.o -L"$objects" -Wl,--no-as-needed -lc10 -ltorch_cpu \
  -Wl,--as-needed -fopenmp -Wl,-z,now -Wl,--unresolved-symbols=ignore-all -Wl,--exclude-libs,ALL "${linking[@]}"

# Old systems first: nothing newer than glibc 2.28, and of libstdc++ nothing newer than libtorch itself needs.
newest() { objdump -T "$objects/libbalboa.so" | grep -o "$1_[0-9.]*" | sort -Vu | tail -n 1; }
glibc="$(newest GLIBC)"; glibcxx="$(newest GLIBCXX)"
if [ "$(uname -m)" = x86_64 ] && [ -z "$sanitize" ]; then
  [ "$(printf '%s\n' "$glibc" GLIBC_2.28 | sort -V | tail -n 1)" = GLIBC_2.28 ] ||
    { echo "build.sh: needs $glibc (expected: at most GLIBC_2.28)" >&2; exit 1; }
  [ "$(printf '%s\n' "$glibcxx" GLIBCXX_3.4.25 | sort -V | tail -n 1)" = GLIBCXX_3.4.25 ] ||
    { echo "build.sh: needs $glibcxx (expected: at most GLIBCXX_3.4.25)" >&2; exit 1; }
fi
mv "$objects/libbalboa.so" "$out/libbalboa.so"
echo "$out/libbalboa.so: $(stat -c %s "$out/libbalboa.so") bytes, $glibc, $glibcxx, sources $hash"
