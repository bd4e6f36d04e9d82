# shellcheck shell=bash
# What ./run and ./check share; sourced by both, which set SOURCE first.

say() { printf '%s\n' "$*" >&2; }
fail() { say "$PROGRAM: $*"; return 1; }
die() { fail "$@" || exit 1; }

# A long step in the background, so that a signal is answered while it runs.
STEP_PID=
step() {
	"$@" </dev/null &
	STEP_PID=$!
	local status=0
	wait "$STEP_PID" || status=$?
	STEP_PID=
	return "$status"
}

# install_missing LIST...: brings in the packages of these lists that are not there; false when
# that cannot be.
install_missing() {
	local lists=() list names
	for list; do lists+=("$SOURCE/scripts/packages/$list"); done
	command -v dpkg-query >/dev/null || { say "not a Debian: packages are left to you"; return 0; }
	names=$("$SOURCE/scripts/install-packages" --missing "${lists[@]}")
	[ -n "$names" ] || return 0
	say "installing: ${names//$'\n'/ }"
	if [ "$(id -u)" = 0 ]; then
		step "$SOURCE/scripts/install-packages" "${lists[@]}" >&2
	elif command -v sudo >/dev/null; then
		# in the foreground: sudo may have to ask for a password
		sudo "$SOURCE/scripts/install-packages" "${lists[@]}" >&2
	else
		fail "these packages are missing, and there is neither root nor sudo: ${names//$'\n'/ }"
	fi || fail "the packages could not be installed"
}

# in_folder DIR LOG COMMAND...: for step: the command in that folder, what it says into the log.
in_folder() {
	cd "$1" || return 1
	exec >"$2" 2>&1
	shift 2
	exec "$@"
}

# build DIR [configure option...]: builds out of tree; a build under way elsewhere is waited
# for. False when it failed; what went wrong was said.
build() {
	local dir=$1 log=$1/build.log
	shift
	mkdir -p "$dir" "$SOURCE/build-aux"
	exec 7>"$SOURCE/build-aux/.lock" 8>"$dir/.lock"
	flock 7
	flock 8
	if [ ! -e "$SOURCE/configure" ] ||
		[ -n "$(find "$SOURCE/configure.ac" "$SOURCE/m4" -newer "$SOURCE/configure" -print -quit)" ]; then
		say "preparing the build"
		step in_folder "$SOURCE" "$log" autoreconf -fi || { tail -n 20 "$log" >&2; fail "autoreconf failed, see $log"; return; }
	fi
	exec 7>&-
	if [ ! -e "$dir/Makefile" ]; then
		say "configuring"
		step in_folder "$dir" "$log" "$SOURCE/configure" -q "$@" ||
			{ tail -n 20 "$log" >&2; rm -f "$dir/Makefile"; fail "configure failed, see $log"; return; }
	fi
	step in_folder "$dir" "$log" make -j"$(nproc)" ||
		{ grep -E 'error|Error|\*\*\*' "$log" | head -n 20 >&2; fail "the build failed, see $log"; return; }
	exec 8>&-
}

# port_free PORT: true when nobody listens there.
port_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
