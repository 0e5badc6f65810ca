# Finds a JDK, 25 or newer, and exports JAVA_HOME.

readonly jdk_least=25

# is_jdk HOME: has a compiler and is new enough, by its release file (asking java itself would cost a tenth of a second).
is_jdk() {
  [[ -x $1/bin/javac && -r $1/release ]] || return 1
  local line
  while read -r line; do
    if [[ $line =~ ^JAVA_VERSION=\"([0-9]+) ]]; then
      ((BASH_REMATCH[1] >= jdk_least))
      return
    fi
  done <"$1/release"
  return 1
}

find_jdk() {
  local candidate on_path
  on_path=$(command -v javac) && on_path=$(readlink -f "$on_path") && on_path=${on_path%/bin/javac}
  for candidate in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /opt/*jdk* /opt/java/* /usr/java/* /usr/local/*jdk* \
    "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/*; do
    if [[ -n $candidate ]] && is_jdk "$candidate"; then
      export JAVA_HOME=$candidate
      return
    fi
  done
  die 3 "no JDK $jdk_least or newer was found (JAVA_HOME, PATH, /usr/lib/jvm, /opt, ~/.sdkman)" \
    "Install one: Debian 13 and newer: apt-get install openjdk-25-jdk-headless; others: https://adoptium.net/temurin/releases" \
    "or point JAVA_HOME at it."
}
