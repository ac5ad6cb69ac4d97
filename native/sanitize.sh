#!/usr/bin/env bash
# Builds the native part with AddressSanitizer and UndefinedBehaviorSanitizer into target/sanitize, and runs the tests of
# the kernels on it: contrastive tiles and rows, views, nearest neighbours, batch norm, JPEG files, packs, the convolution guard, the allocator.
#
#   native/sanitize.sh                            # all of them, about ten minutes on two cores
#   native/sanitize.sh --torch DIR                # headers as for native/build.sh
#   native/sanitize.sh --tests 'Nearest*,Knn*'    # other tests, as mvn -Dtest takes them
#   native/sanitize.sh --built                    # with the library that is in target/sanitize already
#   native/sanitize.sh -- -o -q                   # what follows -- goes to mvn
#
# Most tests run on libtorch's own CPU allocator (balboa.memory.allocator=system): each tensor is then a block of the
# sanitizer's malloc with forbidden bytes around it, where Balboa's allocator would round sizes up and keep freed blocks.
# Those that need Balboa's allocator run a second time round, with its code instrumented.
#
# libtorch and the JVM are not instrumented: what they do wrong by themselves is not seen, but for memcpy and the like.
# Leaks are not looked for (LeakGuard does that), and signals are left to the JVM. The first finding ends its JVM, which
# fails the test; findings are printed at the end, and the script fails if there are any.
#
# Needs what native/build.sh and mvn need, and g++'s libasan and libubsan.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
kernels='TiledLossTest,ContrastiveKernelTest,RowOperatorsTest,LossGoldensTest,SslLossGoldensTest,NtXentTest,InfoNceTest,SupConTest,DclTest'
kernels+=',DyStressTest,MaclTest,AnInfoNceTest,HierarchicalInfoNceTest,ContrastiveStabilityTest,ViewKernelTest,ViewsTest,TransformTest'
kernels+=',PipelinesTest,AugmentationTest,LoaderTest,NearestTest,KnnSweepTest,KnnProbeTest,WeightedKnnTest,TurboJpegTest'
kernels+=',ImageDecoderTest,DamagedImagesTest,OrientationTest,PackedImagesTest,PackTest,TruncatedPackTest'
kernels+=',StridedConvolutionTest,FusedBatchNormTest,ProfilerTest,SourceHashTest'
caching='MemoryTest,TiledLossTest,ContrastiveKernelTest,NearestTest,ViewKernelTest'
tests=""
built=""
build=()
while [ $# -gt 0 ]; do
  case "$1" in
    --torch) build+=(--torch "$2"); shift 2 ;;
    --tests) tests="$2"; shift 2 ;;
    --built) built=1; shift ;;
    --) shift; break ;;
    -h|--help) sed -n '2,19p' "$0"; exit 0 ;;
    *) echo "sanitize.sh: unknown option $1 (expected: --torch DIR, --tests TESTS, --built, -- OPTIONS of mvn)" >&2; exit 2 ;;
  esac
done

out="$here/target/sanitize"
[ -n "$built" ] || "$here/native/build.sh" "${build[@]}" --sanitize --out "$out"
[ -f "$out/libbalboa.so" ] || { echo "sanitize.sh: no $out/libbalboa.so (leave --built out)" >&2; exit 1; }
# libstdc++ too: the sanitizer asks for its throw when the process starts, and Java would bring it later.
runtime=""
for library in libasan.so libstdc++.so.6; do
  file="$(g++ -print-file-name="$library")"
  [ -f "$file" ] || { echo "sanitize.sh: g++ has no $library" >&2; exit 1; }
  runtime+="${runtime:+:}$(realpath "$file")"
done
rm -f "$out"/report.*

# Findings go to files: a JVM that dies takes its output with it. A request for too much memory is the tests' own.
export ASAN_OPTIONS="handle_segv=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0:handle_abort=0:allow_user_segv_handler=1:use_sigaltstack=0:detect_leaks=0:detect_stack_use_after_return=1:allocator_may_return_null=1:log_path=$out/report"
export UBSAN_OPTIONS="print_stacktrace=1:log_path=$out/report"

status=0
run() {
  local allocator="$1" chosen="$2"; shift 2
  echo "== $allocator allocator: $chosen"
  (cd "$here" && mvn -B test -Psanitize "-Dsanitize.runtime=$runtime" "-Dsanitize.library=$out/libbalboa.so" \
    "-Dsanitize.allocator=$allocator" "-Dtest=$chosen" -Dsurefire.failIfNoSpecifiedTests=false "$@") || status=1
}
if [ -n "$tests" ]; then
  run system "$tests" "$@"
else
  # figures of memory are those of Balboa's own allocator
  run system "$kernels,!TiledLossTest#memoryIsForTheRows" "$@"
  run caching "$caching" "$@"
fi
for report in "$out"/report.*; do
  [ -f "$report" ] || continue
  echo "== $report"
  cat "$report"
  status=1
done
[ "$status" = 0 ] && echo "sanitize.sh: nothing found" || echo "sanitize.sh: failed" >&2
exit "$status"
