# shellcheck shell=bash
# What run, test and the scripts beside this file share. Sourced, never run; bash 3.2 (macOS) is enough.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# Debian keeps servers out of an ordinary user's PATH.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# --- Building -------------------------------------------------------------------------------------------------------

# Makes dotnet and npm quiet and alike everywhere, or says in one line what is missing.
prepare_toolchain() {
  # NuGet and npm keep their caches at home; some CI machines have none.
  if [ ! -d "${HOME:-}" ] || [ ! -w "$HOME" ]; then
    export HOME=$root/.tools/home
    mkdir -p "$HOME"
  fi
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false MSBUILDTERMINALLOGGER=off
  # Nothing stays behind: no MSBuild node, no compiler server.
  export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false
  # Some container images switch ICU off, and the normalisation of names with it.
  unset DOTNET_SYSTEM_GLOBALIZATION_INVARIANT
  # Where dotnet-install.sh puts the SDK without touching PATH.
  have dotnet || PATH=$PATH:${DOTNET_ROOT:-$HOME/.dotnet}
  have dotnet || fail "Concerto needs the .NET 10 SDK, and there is no dotnet on the PATH: https://dotnet.microsoft.com/download/dotnet/10.0"
}

check_versions() {
  (cd "$root" && dotnet --version) >/dev/null 2>&1 ||
    fail "Concerto needs the .NET 10 SDK (https://dotnet.microsoft.com/download/dotnet/10.0); found only: $(dotnet --list-sdks 2>&1 | tr '\n' ' ')"
  local node
  { have node && have npm; } || fail "Concerto needs Node 20 or newer, with npm: https://nodejs.org/"
  node=$(node --version)
  node=${node#v}
  [ "${node%%.*}" -ge 20 ] || fail "Concerto needs Node 20 or newer (https://nodejs.org/); found $node"
}

# build ARGUMENTS… : dotnet build, heard only when it fails, and one at a time in this clone (npm's folder, for one, cannot
# be written by two).
build() {
  check_versions
  mkdir -p "$root/.tools"
  if have flock; then
    exec 9>"$root/.tools/build.lock"
    flock 9
  fi
  local log status=0
  log=$(mktemp "${TMPDIR:-/tmp}/concerto-build.XXXXXX")
  (cd "$root" && exec dotnet build --disable-build-servers --nologo --verbosity quiet "$@") >"$log" 2>&1 </dev/null 9>&- || status=$?
  exec 9>&-
  [ "$status" -eq 0 ] || { cat "$log" >&2; say "The build failed."; }
  rm -f "$log"
  return "$status"
}

# --- Servers --------------------------------------------------------------------------------------------------------

# server DAEMONS start|status|stop DIR [PORT] : the verbs of eng/mariadb and eng/radosgw. Each brings its daemons' names, the
# last to start first, and start, which finds $dir empty and $port free, and complains when it fails. All a server has lies
# in $dir: data, its daemons' logs in log/, their process ids, and at last env, the variables by which the tests find it.
server() {
  daemons=$1
  shift
  local verb=${1:-} daemon
  [ "$#" -ge 2 ] || verb=
  dir=${2:-} port=${3:-}
  case $dir in /*) ;; *) dir=$PWD/$dir ;; esac
  case $verb in
    start)
      spare_the_disk
      # Between drawing a port and binding it another server may take it: then once more, with others.
      for _ in 1 2 3; do
        halt_all
        mkdir -p "$dir/log"
        chmod 700 "$dir"
        [ -n "${3:-}" ] || port=$(draw_port)
        if start; then return 0; fi
        [ -z "${3:-}" ] || break
      done
      halt_all
      return 1
      ;;
    status) for daemon in $daemons; do running "$daemon" || return 1; done ;;
    stop) halt_all ;;
    *)
      say "usage: $0 start DIR [PORT] | status DIR | stop DIR"
      return 2
      ;;
  esac
}

# What is thrown away need not be waited for: with fsync left out, 300 tables are made in half a second instead of sixteen.
spare_the_disk() {
  local library
  for library in /usr/lib/*/libeatmydata.so.1 /usr/lib*/libeatmydata.so.1; do
    if [ -e "$library" ]; then export LD_PRELOAD=$library; fi
  done
}

halt_all() {
  local daemon
  for daemon in $daemons; do halt "$daemon"; done
  rm -rf "$dir"
}

# A port that nobody listens on, below the range from which the kernel takes ports for outgoing connections.
draw_port() {
  local port
  while port=$(($(od -An -tu2 -N2 /dev/urandom) % 12000 + 20000)); listening "$port"; do :; done
  echo "$port"
}

listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

secret() { od -An -tx1 -N20 /dev/urandom | tr -d ' \n'; }

# spawn DAEMON ARGUMENTS… : starts it so that it outlives this script and its terminal, in a process group of its own. The
# arguments must name $dir: running() knows the process by it.
spawn() {
  set -m
  nohup "$@" >"$dir/log/$1" 2>&1 </dev/null &
  echo $! >"$dir/$1.pid"
  set +m
  # For a moment after the fork its command line is still this script's.
  until running "$1" || ! kill -0 $! 2>/dev/null; do sleep 0.02; done
}

# running DAEMON : whether it lives and is still the process we started, not a later owner of its number.
running() {
  [ -s "$dir/$1.pid" ] && [[ "$(ps -ww -o args= -p "$(cat "$dir/$1.pid")" 2>/dev/null)" == *"$dir/"* ]]
}

# halt DAEMON : asks politely, then insists after ten seconds.
halt() {
  local ends=$((SECONDS + 10)) pid
  if running "$1"; then
    pid=$(cat "$dir/$1.pid")
    kill "$pid" 2>/dev/null || true
    while running "$1" && [ "$SECONDS" -lt "$ends" ]; do sleep 0.1; done
    if running "$1"; then kill -KILL "$pid" 2>/dev/null || true; fi
  fi
}

# wait_until SECONDS DAEMON COMMAND… : true as soon as COMMAND succeeds; false when time is up or the daemon has died.
wait_until() {
  local ends=$((SECONDS + $1)) daemon=$2
  shift 2
  while running "$daemon" && [ "$SECONDS" -lt "$ends" ]; do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.1
  done
  return 1
}

# complain WHAT : why a server does not run, with the end of what its daemons last said.
complain() {
  say "$1"
  local log
  for log in "$dir"/log/*; do
    [ -s "$log" ] || continue
    say "  ${log##*/}:"
    tail -n 8 "$log" | sed 's/^/    /' >&2
  done
}

# kill_tree PID : ends a process and all its descendants, wherever they moved their process group.
kill_tree() {
  local all
  # shellcheck disable=SC2046 # a list of pids
  all=$(ps -A -o pid= -o ppid= | awk -v top="$1" '
    { parent[$1] = $2 }
    END {
      for (pid in parent) {
        p = pid
        for (depth = 0; p != top && p > 1 && depth < 64; depth++) p = parent[p]
        if (p == top) print pid
      }
    }')
  [ -n "$all" ] || return 0
  # shellcheck disable=SC2086
  kill $all 2>/dev/null || true
  local ends=$((SECONDS + 5)) pid
  for pid in $all; do
    while kill -0 "$pid" 2>/dev/null && [ "$SECONDS" -lt "$ends" ]; do sleep 0.1; done
  done
  # shellcheck disable=SC2086
  kill -KILL $all 2>/dev/null || true
}
