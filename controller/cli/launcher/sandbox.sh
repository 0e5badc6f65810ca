# Private namespaces: network, mounts (a /run of its own, where named network namespaces live) and processes.
# Whatever dies, and however, nothing stays: launcher, unshare and the first process inside are tied by parent-death signals, and the
# kernel ends a process namespace with its first process.
#
#   launcher (waits, passes TERM on) - unshare (made the namespaces) - first process inside (reaps, passes TERM on) - COMMAND

sandbox_init=__inside-sandbox
sandbox_flags=(--net --mount --pid --fork --kill-child --mount-proc)

# in_sandbox COMMAND ARGUMENT...: runs it, ends the launcher with its exit code. Inside a sandbox it just runs.
in_sandbox() {
  [[ -z ${SLACKLINE_SANDBOX:-} ]] || exec "$@"
  choose_sandbox
  heed_interrupts
  # Asynchronous commands of a script ignore SIGINT: Ctrl-C is the launcher's alone, which asks for an orderly end inside.
  setpriv --pdeathsig KILL unshare "${sandbox_flags[@]}" -- "$BASH" "$root/slackline" "$sandbox_init" "$@" <&0 &
  unshare_pid=$!
  trap 'interrupted 130' INT
  trap 'interrupted 143' TERM HUP
  await "$unshare_pid"
  exit "$awaited"
}

# A script that starts the launcher with & makes it ignore SIGINT, and bash cannot trap what was ignored when it began: begin anew.
heed_interrupts() {
  local key value ignored=0
  while read -r key value; do
    [[ $key != SigIgn: ]] || ignored=$value
  done </proc/$$/status
  if ((16#$ignored & 2)); then
    exec env --default-signal=INT "$BASH" "$root/slackline" "${invocation[@]}"
  fi
}

# The first signal asks for an orderly end, the second does not ask any more.
interrupted() {
  interrupts=$((interrupts + 1))
  interrupted_code=$1
  [[ $interrupts -eq 1 ]] || kill -KILL "$unshare_pid" 2>/dev/null
}

# unshare blocks SIGTERM, so its one child is told, the first process inside; again after 1, 3 and 7 seconds, for that may be too young to
# have heard. Returns when all is over. It waits by reading what never comes: a sleep would outlive a killed launcher.
ask_to_end() {
  local tenths never
  exec {never}<> <(:)
  for ((tenths = 0; ; tenths++)); do
    kill -0 "$unshare_pid" 2>/dev/null || break
    case $tenths in 0 | 10 | 30 | 70) kill -TERM "$(child_of "$unshare_pid")" 2>/dev/null ;; esac
    read -rt 0.1 -u "$never"
  done
  exec {never}<&-
}

# child_of PID: the one child of a process, without the kernel's list of children, which not every kernel has.
child_of() {
  local stat fields
  for stat in /proc/[0-9]*/stat; do
    # "PID (NAME) STATE PARENT ...": the name may hold blanks and parentheses.
    read -r fields 2>/dev/null <"$stat" || continue
    set -- "$1" ${fields##*) }
    if [[ $3 == "$1" ]]; then
      printf '%s' "${fields%% *}"
      return
    fi
  done
}

# await PID: sets awaited to its exit code; a trapped signal only interrupts the shell's wait.
interrupts=0
interrupted_code=0
await() {
  while :; do
    wait "$1" 2>/dev/null
    awaited=$?
    kill -0 "$1" 2>/dev/null || break
    [[ $interrupts -eq 0 ]] || ask_to_end
  done
  [[ $interrupted_code -eq 0 ]] || awaited=$interrupted_code
}

# choose_sandbox: root makes the namespaces itself; others, and roots without the right to, need a user namespace around them.
choose_sandbox() {
  local tool why
  for tool in unshare setpriv mount ip; do
    command -v "$tool" >/dev/null || die 3 "$tool is needed for private namespaces and was not found" \
      "Install it: apt-get install util-linux mount iproute2"
  done
  if [[ $EUID -eq 0 ]] && unshare "${sandbox_flags[@]}" true 2>/dev/null; then
    return
  fi
  sandbox_flags+=(--user --map-root-user)
  why=$(unshare "${sandbox_flags[@]}" true 2>&1) && return
  die 3 "this needs private network namespaces, and the kernel refuses them: ${why##*unshare: }" \
    "Run it as root, or let users make namespaces:" \
    "  sysctl -w user.max_user_namespaces=10000 kernel.unprivileged_userns_clone=1 (Debian)" \
    "  sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu)" \
    "In a container: docker run --privileged."
}

# A /run of its own; the user's runtime directory, if it is in there, stays visible: a testbed that stays is reached through a socket in it.
private_run() {
  local runtime=${XDG_RUNTIME_DIR:-} kept=""
  if [[ $runtime == /run/* && -d $runtime ]]; then
    exec {kept}<"$runtime" || return
  fi
  mount -t tmpfs -o mode=0755 slackline /run && mkdir -m 1777 /run/tmp && mkdir -p /run/netns /run/slackline || return
  if [[ -n $kept ]]; then
    mkdir -p "$runtime" && mount --bind --no-canonicalize "/proc/self/fd/$kept" "$runtime" || return
    exec {kept}<&-
  fi
}

# The first process inside. Sets the stage, runs the command, outlives it only to tell its exit code.
inside_sandbox() {
  private_run || die 3 "cannot mount a private /run"
  ip link set lo up || die 3 "cannot bring the loopback up"
  export SLACKLINE_SANDBOX=1 SLACKLINE_RUN_DIR=/run/slackline XDG_RUNTIME_DIR=/run/slackline TMPDIR=/run/tmp
  "$@" <&0 &
  local pid=$!
  # shellcheck disable=SC2064
  trap "kill -TERM $pid 2>/dev/null" TERM HUP
  await "$pid"
  exit "$awaited"
}
