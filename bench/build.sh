# Sourced by bench/compare and bench/jmh: finds a JDK 25, builds Balboa and the benchmarks if a source is newer than the last
# build, and sets bench_home, jdk and bench_classpath.
bench_home="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"
balboa_home="$(dirname "$bench_home")"

has_jdk_25() { [ -x "$1/bin/javac" ] && "$1/bin/java" -version 2>&1 | head -n 1 | grep -Eq '"(2[5-9]|[3-9][0-9])'; }
jdk=""
for candidate in "${JAVA_HOME:-}" "$(dirname "$(dirname "$(readlink -f "$(command -v java || echo /none/bin/java)")")")" \
  /usr/lib/jvm/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
  if [ -n "$candidate" ] && has_jdk_25 "$candidate"; then jdk="$candidate"; break; fi
done
if [ -z "$jdk" ]; then
  echo "bench: no JDK 25 or newer found in JAVA_HOME, on the PATH or in the usual folders. Install one or set JAVA_HOME." >&2
  exit 2
fi

built="$bench_home/target/classpath.txt"
newer="$(find "$balboa_home/pom.xml" "$balboa_home/src/main" "$bench_home/pom.xml" "$bench_home/src" -newer "$built" -type f -print -quit 2>/dev/null || true)"
if [ ! -f "$built" ] || [ -n "$newer" ]; then
  command -v mvn >/dev/null || { echo "bench: Maven is needed to build. Install it (Debian: apt install maven)." >&2; exit 2; }
  echo "bench: building" >&2
  # Into the local repository, where the benchmark's pom finds it; tests and format check are the business of mvn verify.
  (cd "$balboa_home" && JAVA_HOME="$jdk" mvn -q -B -Dmaven.test.skip=true -Dexec.skip=true install) >&2
  (cd "$bench_home" && JAVA_HOME="$jdk" mvn -q -B process-classes) >&2
  touch "$built"
fi
bench_classpath="$bench_home/target/classes:$(cat "$built")"
