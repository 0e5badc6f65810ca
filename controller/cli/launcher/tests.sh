# Builds with all checks on, runs every test that this machine can run, and sums up.

tests_usage="Usage: ./slackline test [--require-all]"

run_tests() {
  local require_all=false
  while [[ $# -gt 0 ]]; do
    case $1 in
      --require-all) require_all=true ;;
      -h | --help)
        printf '%s\n' "$tests_usage" "Builds with all checks on, runs all tests that this machine can run, prints what it skipped and why." \
          "With --require-all a skipped test counts as failed, except in the groups bmv2, p4c and tofino."
        exit 0
        ;;
      *) die 2 "test: unknown argument \"$1\"" "$tests_usage" ;;
    esac
    shift
  done
  [[ -w $root ]] || die 3 "$root is not writable, and tests are built there"
  find_maven
  exec 9<"$root/pom.xml"
  flock -n 9 || { say "waiting for the build that another launcher runs" && flock 9; }
  forget_unchecked_classes
  find "$root" -path '*/target/surefire-reports' -prune -exec rm -rf {} +
  mkdir -p "$root/target" "$testbed_target"
  local log=$root/target/test.log started=$root/target/started code summary
  touch "$started"
  say "building with all checks and testing (log: target/test.log)"
  SLACKLINE_NO_BUILD=1 run_maven "$log" -fae -Dmaven.test.failure.ignore=true "-Dslackline.requireAll=$require_all" verify
  code=$?
  if [[ $code -eq 0 ]]; then
    cp -p "$started" "$build_stamp"
  else
    build_errors "$log"
  fi
  "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -XX:-UsePerfData "$pieces/TestSummary.java" "$root" "$require_all"
  summary=$?
  [[ $code -eq 0 ]] || die 1 "the build itself failed: not all tests were run" "Log: $log"
  exit $summary
}

# The compiler does not compile again what a quick build compiled without its checks.
forget_unchecked_classes() {
  [[ -e $build_stamp ]] || return 0
  find "$root" \( -path '*/target/classes' -o -path '*/target/maven-status' \) -prune -exec rm -rf {} +
}
