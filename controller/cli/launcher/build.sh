# Builds what is not built or older than its sources; knows where the result lies.

testbed_target=$root/bmv2-testbed/testbed/target
build_stamp=$testbed_target/built
build_log=$root/target/build.log

# class_path: every jar of every part, in a fixed order so that class archives stay valid; tests give theirs by SLACKLINE_CLASS_PATH.
class_path() {
  if [[ -n ${SLACKLINE_CLASS_PATH:-} ]]; then
    printf '%s' "$SLACKLINE_CLASS_PATH"
    return
  fi
  local jars=("$testbed_target"/slackline-testbed-*.jar "$testbed_target"/lib/*.jar)
  local IFS=:
  printf '%s' "${jars[*]}"
}

sources() {
  (cd "$root" && find pom.xml .mvn p4 controller edge-node-agent bmv2-testbed -name target -prune -o \
    \( -path '*/src/main/*' -o -name pom.xml -o -name '*.config' \) -type f "$@")
}

up_to_date() {
  [[ -e $build_stamp && -d $testbed_target/lib ]] && [[ -z $(sources -newer "$build_stamp" -print -quit) ]]
}

find_maven() {
  local candidate
  for candidate in "$(command -v mvn)" "${MAVEN_HOME:-/nonexistent}"/bin/mvn /usr/share/maven/bin/mvn /opt/*maven*/bin/mvn \
    "${HOME:-/nonexistent}"/.sdkman/candidates/maven/current/bin/mvn; do
    if [[ -n $candidate && -x $candidate ]]; then
      maven=$candidate
      return
    fi
  done
  die 3 "Maven is needed to build and was not found" "Install it: apt-get install maven (or dnf, brew, sdk install maven)."
}

# build: does nothing when all is built. SLACKLINE_NO_BUILD=1 takes what is there as it is. One build at a time: others wait for it.
build() {
  [[ -z ${SLACKLINE_NO_BUILD:-}${SLACKLINE_CLASS_PATH:-} ]] && ! up_to_date || return 0
  [[ -w $root ]] || die 3 "the build is missing or older than its sources, and $root is not writable" \
    "Build it as its owner: ./slackline build"
  find_maven
  exec 9<"$root/pom.xml"
  if ! flock -n 9; then
    say "waiting for the build that another launcher runs"
    flock 9
  fi
  if ! up_to_date; then
    quick_build
  fi
  exec 9<&-
}

# The stamp is older than the build, so that a source edited meanwhile is built next time. Jars are removed, never overwritten:
# a running process keeps those it has open.
quick_build() {
  mkdir -p "$root/target" "$testbed_target" || exit 1
  local stamp=$root/target/started
  touch "$stamp"
  rm -rf "$build_stamp" "$testbed_target"/lib "$testbed_target"/slackline-testbed-*.jar
  say "building (log: ${build_log#"$root"/}; the first time downloads about 100 MB from Maven Central)"
  run_maven "$build_log" -T2 -Dquick -Dmaven.test.skip=true package || build_failed
  cp -p "$stamp" "$build_stamp"
}

# run_maven LOG ARGUMENT...: shows one line of progress; Maven's exit code. Maven inherits the lock: should the launcher be killed, the next one waits.
run_maven() {
  local log=$1 maven_pid code
  shift
  : >"$log"
  (
    cd "$root" || exit 1
    export MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED -XX:-UsePerfData"
    exec "$maven" -B -ntp "$@" >"$log" 2>&1 </dev/null
  ) &
  maven_pid=$!
  trap 'kill "$maven_pid" 2>/dev/null; exit 130' INT
  trap 'kill "$maven_pid" 2>/dev/null; exit 143' TERM HUP
  show_progress "$log" "$maven_pid"
  wait "$maven_pid"
  code=$?
  trap - INT TERM HUP
  return $code
}

show_progress() {
  local log=$1 pid=$2 now last="" began=$SECONDS
  while kill -0 "$pid" 2>/dev/null; do
    now=$(sed -nE 's/^\[INFO\] Building ([^ ]+) .*\[([0-9]+\/[0-9]+)\]$/\2 \1/p' "$log" | tail -n 1)
    if [[ -t 2 ]]; then
      printf '\r\033[K  %s  %ds' "${now:-starting Maven}" $((SECONDS - began)) >&2
    elif [[ -n $now && $now != "$last" ]]; then
      printf '  %s\n' "$now" >&2
    fi
    last=$now
    sleep 0.5
  done
  [[ ! -t 2 ]] || printf '\r\033[K' >&2
}

# build_errors LOG: what Maven and the compiler complained about, without Maven's advice on itself.
build_errors() {
  grep -E '^\[(ERROR\]|WARNING\] /)' "$1" | grep -vE 'Help 1|re-run Maven|full stack trace|For more information|After correcting|mvn <args>|^\[ERROR\] *$' | head -n 30 >&2
}

build_failed() {
  build_errors "$build_log"
  if grep -qE 'Could not transfer|Unknown host|Connection refused|Network is unreachable' "$build_log"; then
    die 3 "Maven could not download what the build needs" "Give it a way to https://repo.maven.apache.org (proxy or mirror in ~/.m2/settings.xml)." \
      "Log: $build_log"
  fi
  die 1 "the build failed" "Log: $build_log"
}
