# shellcheck shell=bash
# One instance: its folder, configuration, database, services and end. Sourced by ./run,
# which sets SOURCE, BUILD, STATE, RUN, PORT and EMPTY.
#
# Nothing outlives ./run. Every process of an instance inherits the open file
# run/instance.lock, so all of them can be found by it, whoever their parent is; and each
# asks the kernel for a signal when its parent dies (setpriv --pdeathsig), so that even
# kill -9 of ./run brings everything down. What a killed part left behind is found by the
# lock at the next start.

ACCOUNTS=(disclosure filing report console exchange clerk ctl migrate)
SUPERVISOR=
OWNED=no     # whether the instance's lock is ours: only then is anything of it ended
STOPPING=no

# ------------------------------------------------------------------ folder

make_state() {
	mkdir -p "$STATE" || die "cannot make $STATE"
	mkdir -p "$STATE"/{run,log,cache,tmp,keys,conf,files,reports}
	chmod 711 "$STATE/keys"
	chmod 750 "$STATE/files"
	chmod 755 "$STATE"
	[ -w "$STATE" ] || die "no right to write in $STATE"
}

# Only one ./run has an instance. Leftovers of one that was killed are ended first.
take_instance() {
	local waited
	exec 9>>"$RUN/instance.lock"
	for waited in {1..60}; do
		flock -n 9 && { OWNED=yes; echo $$ >"$RUN/instance.pid"; return 0; }
		local owner
		owner=$(cat "$RUN/instance.pid" 2>/dev/null || true)
		if [ -n "$owner" ] && holds_lock "$owner" "$RUN/instance.lock"; then
			exec 9>&-
			die "this instance is running already (process $owner)"
		fi
		[ "$waited" != 1 ] || say "ending what an earlier start left behind"
		if [ "$waited" -lt 40 ]; then signal_holders TERM; else signal_holders KILL; fi
		sleep 0.2
	done
	die "processes of an earlier start cannot be ended: ${HOLDERS[*]}"
}

# holds_lock PID FILE
holds_lock() { find "/proc/$1/fd" -maxdepth 1 -lname "$2" 2>/dev/null | grep -q .; }

# HOLDERS: the processes of this instance other than this shell.
find_holders() {
	local path pid found
	# the search itself must not hold what it searches for
	found=$(exec 9>&-; find /proc/[0-9]*/fd -maxdepth 1 -lname "$RUN/instance.lock" 2>/dev/null || true)
	HOLDERS=()
	for path in $found; do
		pid=${path#/proc/}
		pid=${pid%%/*}
		[ "$pid" = "$$" ] || HOLDERS+=("$pid")
	done
}

signal_holders() {
	local pid
	find_holders
	for pid in "${HOLDERS[@]}"; do kill -s "$1" "$pid" 2>/dev/null || true; done
}

# ------------------------------------------------------------------- users

# As root every program is a system user of its own, unless they could not even reach the
# source or the state (a checkout under /root): then everything is root and it is said.
# Groups: credit-files may reach what applicants handed in, credit-cases takes cases in and
# works on them, credit-persons may open sealed identity numbers and telephones.
USERS=(db nginx disclosure filing console report clerk signer)

choose_users() {
	AS_DB=() AS_NGINX=() AS_DISCLOSURE=() AS_FILING=() AS_CONSOLE=() AS_REPORT=() AS_CLERK=() AS_SIGNER=()
	local user group
	if [ "$(id -u)" != 0 ]; then
		DB_ROOT=$(id -un)
		return 0
	fi
	DB_ROOT=root
	for group in credit-portal credit-files credit-reports credit-papers credit-cases credit-persons; do
		getent group "$group" >/dev/null || groupadd --system "$group"
	done
	for user in "${USERS[@]}"; do
		getent passwd "credit-$user" >/dev/null ||
			useradd --system --gid credit-portal --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin "credit-$user"
	done
	for user in "${USERS[@]}"; do
		if ! setpriv --reuid "credit-$user" --regid credit-portal --clear-groups -- \
			sh -c 'test -x "$1" && test -r "$2/templates" && test -r "$2/conf/errors" && test -x "$3"' - "$STATE" "$SOURCE" "$BUILD" 9>&-; then
			say "the programs' own users cannot reach $SOURCE and $STATE: everything runs as root"
			return 0
		fi
	done
	AS_DB=(--reuid credit-db --regid credit-portal --clear-groups)
	AS_NGINX=(--reuid credit-nginx --regid credit-portal --groups "credit-files,credit-reports")
	AS_DISCLOSURE=(--reuid credit-disclosure --regid credit-portal --clear-groups)
	AS_FILING=(--reuid credit-filing --regid credit-portal --groups "credit-files,credit-cases")
	AS_CONSOLE=(--reuid credit-console --regid credit-portal --groups "credit-files,credit-cases,credit-persons")
	AS_REPORT=(--reuid credit-report --regid credit-portal --groups "credit-reports,credit-papers")
	AS_CLERK=(--reuid credit-clerk --regid credit-portal --groups "credit-files,credit-cases,credit-persons,credit-reports,credit-papers")
	AS_SIGNER=(--reuid credit-signer --regid credit-portal --clear-groups)
	# sockets of several users side by side; nobody may take another's away
	chgrp credit-portal "$RUN" "$STATE/tmp"
	chmod 3770 "$RUN" "$STATE/tmp"
	chown -R credit-nginx: "$STATE/cache"
	# new files and folders in it belong to the same group
	chgrp credit-files "$STATE/files"
	chmod 2770 "$STATE/files"
	chgrp credit-reports "$STATE/reports"
	chmod 2770 "$STATE/reports"
}

# ----------------------------------------------------------- configuration

# setting KEY DEFAULT: from local.conf.
setting() {
	local value=
	[ ! -e "$STATE/local.conf" ] ||
		value=$(sed -n "s/^[[:space:]]*$1[[:space:]]*=[[:space:]]*\(.*[^[:space:]]\)[[:space:]]*$/\1/p" "$STATE/local.conf" | tail -n 1)
	printf '%s\n' "${value:-$2}"
}

# A password of 160 bits for each database account, made once.
password_of() {
	local file=$STATE/keys/db-$1
	[ -s "$file" ] || (umask 077 && head -c 20 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$file")
	cat "$file"
}

# A quarter of the machine's memory (or of what this container may have), 128 MiB to 8 GiB.
default_buffer_pool() {
	local kib limit
	kib=$(awk '/^MemTotal:/ {print $2}' /proc/meminfo)
	limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || echo max)
	if [[ $limit =~ ^[0-9]+$ ]] && [ $((limit / 1024)) -lt "$kib" ]; then kib=$((limit / 1024)); fi
	local mib=$((kib / 4096))
	[ "$mib" -ge 128 ] || mib=128
	[ "$mib" -le 8192 ] || mib=8192
	echo "${mib}M"
}

# fill TEMPLATE TARGET KEY=VALUE...: @KEY@ in the template becomes the value.
fill() {
	local template=$1 target=$2 pair script=
	shift 2
	for pair; do
		script+="s|@${pair%%=*}@|$(printf '%s' "${pair#*=}" | sed 's/[&|\\]/\\&/g')|g;"
	done
	sed "$script" "$template" >"$target.new"
	mv "$target.new" "$target"
}

# The generated keys, then those of local.conf in their place.
portal_keys() {
	local account demonstration=yes
	[ "$(cat "$STATE/kind")" = demonstration ] || demonstration=no
	cat <<-END
		site_url = http://127.0.0.1:$PORT
		listen_port = $PORT
		state_dir = $STATE
		run_dir = $RUN
		tmp_dir = $STATE/tmp
		cache_dir = $STATE/cache
		keys_dir = $STATE/keys
		files_dir = $STATE/files
		templates_dir = $SOURCE/templates
		static_dir = $SOURCE/static
		content_dir = $SOURCE/templates/content
		catalogue_dir = $SOURCE/db/catalogue
		data_dir = $SOURCE/db/data
		schema_dir = $SOURCE/db/schema
		db_socket = $RUN/mariadb.sock
		db_name = credit
		socket_disclosure = $RUN/disclosure.sock
		socket_downloads = $RUN/downloads.sock
		socket_filing = $RUN/filing.sock
		socket_console = $RUN/console.sock
		socket_report = $RUN/report.sock
		reports_dir = $STATE/reports
		notice_record = $STATE/log/messages
		socket_signer = $RUN/signer.sock
		signer_key = $STATE/keys/signer/document.key
		signer_proof_key = $STATE/keys/signer/proof.key
		signer_timestamp_key = $STATE/keys/signer/timestamp.key
		seal_certificate = $STATE/seal/document.pem
		seal_anchors = $STATE/seal/document-anchors.pem
		seal_lists = $STATE/seal/lists.pem
		seal_proof_keys = $STATE/seal/proof.pem
		timestamp_certificates = $STATE/seal/timestamp.pem
		timestamp_anchors = $STATE/seal/timestamp-anchors.pem
		demonstration = $demonstration
	END
	for account in "${ACCOUNTS[@]}"; do
		echo "db_user_$account = credit_$account"
		echo "db_password_$account = $(password_of "$account")"
	done
}

write_portal_conf() {
	local program
	(
		umask 077
		{
			echo "# Written by ./run at each start; changes belong in local.conf beside it."
			portal_keys
			[ ! -e "$STATE/local.conf" ] ||
				grep -vE '^[[:space:]]*(#|$|(db_buffer_pool|db_redo_log|limit_|cache_size|access_log|nginx_|demo_key))' "$STATE/local.conf" || true
		} | awk '
			# a later line takes the place of an earlier one of the same key
			/^[[:space:]]*#/ { print; next }
			{ key = $0; sub(/=.*/, "", key); gsub(/[[:space:]]/, "", key); if (!(key in line)) order[++n] = key; line[key] = $0 }
			END { for (i = 1; i <= n; i++) print line[order[i]] }' >"$STATE/portal.conf.new"
		mv "$STATE/portal.conf.new" "$STATE/portal.conf"
		# a program that listens knows only its own password
		for program in disclosure filing console report clerk signer; do
			grep -vE '^db_(user|password)_' "$STATE/portal.conf" >"$STATE/conf/$program.conf"
			grep -E "^db_(user|password)_$program " "$STATE/portal.conf" >>"$STATE/conf/$program.conf" || true
		done
	)
	chmod 711 "$STATE/conf"
	if [ "${#AS_DISCLOSURE[@]}" -gt 0 ]; then
		for program in disclosure filing console report clerk signer; do chown "credit-$program:" "$STATE/conf/$program.conf"; done
	fi
}

write_configuration() {
	local pool redo=96M user=
	# the first start decides what kind of instance this is
	if [ ! -e "$STATE/kind" ]; then
		if [ "$EMPTY" = yes ]; then echo empty; else echo demonstration; fi >"$STATE/kind"
	elif [ "$EMPTY" = yes ] && [ "$(cat "$STATE/kind")" != empty ]; then
		say "--empty comes too late: this instance has its demonstration data and keeps it"
	fi
	write_portal_conf
	pool=$(setting db_buffer_pool "$(default_buffer_pool)")
	[[ ${pool%M} =~ ^[0-9]+$ ]] && [ "${pool%M}" -ge 1024 ] && redo=512M
	redo=$(setting db_redo_log "$redo")
	mkdir -p "$STATE/mysql-tmp"
	fill "$SOURCE/conf/my.cnf.in" "$STATE/my.cnf" STATE="$STATE" RUN="$RUN" BUFFER_POOL="$pool" REDO_LOG="$redo"
	# where everything is root, nginx's workers must be too: nobody could not reach the sockets
	[ "$(id -u)" != 0 ] || [ "${#AS_NGINX[@]}" -gt 0 ] || user='user root;'
	fill "$SOURCE/conf/nginx.conf.in" "$STATE/nginx.conf" STATE="$STATE" RUN="$RUN" PORT="$PORT" USER="$user" \
		STATIC="$SOURCE/static" CONF="$SOURCE/conf" FILES="$(setting files_dir "$STATE/files")" \
		NGINX_WORKERS="$(setting nginx_workers auto)" ACCESS_LOG="$(setting access_log off)" \
		CACHE_SIZE="$(setting cache_size 2g)" LIMIT_LOOPBACK="$(yes_is_1 "$(setting limit_loopback no)")" \
		LIMIT_PAGES="$(setting limit_pages 20)" LIMIT_PAGES_BURST="$(setting limit_pages_burst 100)" \
		LIMIT_DOWNLOADS="$(setting limit_downloads 30)" LIMIT_FORMS="$(setting limit_forms 20)" \
		REPORTS="$(setting reports_dir "$STATE/reports")"
	fill "$SOURCE/conf/nginx-headers.conf" "$STATE/nginx-headers.conf"
	fill "$SOURCE/conf/nginx-fastcgi.conf" "$STATE/nginx-fastcgi.conf" STATE="$STATE"
	fill "$SOURCE/conf/nginx-forms.conf" "$STATE/nginx-forms.conf"
}

# Keys and certificates of the demonstration, once. A site with its own names them in local.conf.
make_seal_keys() {
	[ -z "$(setting signer_key '')" ] || return 0
	step in_folder "$STATE" "$STATE/log/make-keys" "$SOURCE/scripts/make-demo-keys" "$STATE/keys/signer" "$STATE/seal" "$(setting demo_key p256)" ||
		{ tail -n 5 "$STATE/log/make-keys" >&2; die "the keys of the seal could not be made"; }
	[ "${#AS_SIGNER[@]}" = 0 ] || chown -R credit-signer: "$STATE/keys/signer"
}

yes_is_1() { case $1 in yes | true | on | 1) echo 1 ;; *) echo 0 ;; esac; }

# ------------------------------------------------------------- supervision

# The services but for the database, in the order in which they are started.
PROGRAMS=(signer clerk disclosure downloads report filing console nginx)

# service NAME CONF-CHECK COMMAND...: a folder for runsv. The command dies with its runsv;
# before it starts, what an earlier one left behind (workers of a killed master) is ended.
write_service() {
	local name=$1 folder=$STATE/service.new/$1
	shift
	mkdir -p "$folder/log" "$STATE/log/$name"
	{
		echo '#!/bin/bash'
		echo 'exec 2>&1'
		printf 'lock=%q\n' "$RUN/$name.lock"
		cat <<-'END'
			# a log that cannot be written, on a full disk, must not hold the program up:
			# what the pipe does not take is lost
			perl -MFcntl -e 'fcntl(STDOUT, F_SETFL, O_NONBLOCK | fcntl(STDOUT, F_GETFL, 0))'
			exec 8>>"$lock"
			tries=0
			until flock -n 8; do
			  for path in $(exec 8>&-; find /proc/[0-9]*/fd -maxdepth 1 -lname "$lock" 2>/dev/null); do
			    pid=${path#/proc/}
			    pid=${pid%%/*}
			    [ "$pid" != $$ ] || continue
			    if [ $tries -lt 20 ]; then kill -TERM "$pid"; else kill -KILL "$pid"; fi 2>/dev/null
			  done
			  tries=$((tries + 1))
			  sleep 0.1
			done
		END
		printf 'exec setpriv'
		printf ' %q' "$@"
		echo
	} >"$folder/run"
	{
		echo '#!/bin/sh'
		printf 'exec svlogd -tt %q\n' "$STATE/log/$name"
	} >"$folder/log/run"
	printf 's2000000\nn5\n' >"$STATE/log/$name/config"
	chmod 755 "$folder/run" "$folder/log/run"
	# runsvdir looks only every 5 s: all services are there at once and are told to come up
	touch "$folder/down"
}

write_services() {
	rm -rf "$STATE/service" "$STATE/service.new"
	write_service mariadb "${AS_DB[@]}" --pdeathsig TERM /usr/sbin/mariadbd --defaults-file="$STATE/my.cnf" "${DB_USER_OPTION[@]}"
	write_service nginx "${AS_NGINX[@]}" --pdeathsig TERM /usr/sbin/nginx -e stderr -p "$STATE/cache" -c "$STATE/nginx.conf"
	write_service disclosure "${AS_DISCLOSURE[@]}" --pdeathsig TERM "$BUILD/disclosure" --config "$STATE/conf/disclosure.conf"
	write_service downloads "${AS_DISCLOSURE[@]}" --pdeathsig TERM "$BUILD/disclosure" --config "$STATE/conf/disclosure.conf" --downloads
	write_service filing "${AS_FILING[@]}" --pdeathsig TERM "$BUILD/filing" --config "$STATE/conf/filing.conf"
	write_service console "${AS_CONSOLE[@]}" --pdeathsig TERM "$BUILD/console" --config "$STATE/conf/console.conf"
	write_service report "${AS_REPORT[@]}" --pdeathsig TERM "$BUILD/report" --config "$STATE/conf/report.conf"
	write_service signer "${AS_SIGNER[@]}" --pdeathsig TERM "$BUILD/signer" --config "$STATE/conf/signer.conf"
	write_service clerk "${AS_CLERK[@]}" --pdeathsig TERM "$BUILD/clerk" --config "$STATE/conf/clerk.conf"
	mv "$STATE/service.new" "$STATE/service"
}

# runsvdir starts "runsv" by name: ours asks the kernel for its end with runsvdir's.
start_supervisor() {
	DB_USER_OPTION=()
	[ "$(id -u)" != 0 ] || [ "${#AS_DB[@]}" -gt 0 ] || DB_USER_OPTION=(--user=root)
	mkdir -p "$STATE/bin"
	printf '#!/bin/sh\nexec setpriv --pdeathsig TERM %q "$@"\n' "$(command -v runsv)" >"$STATE/bin/runsv"
	chmod 755 "$STATE/bin/runsv"
	write_services
	launch_supervisor
}

launch_supervisor() {
	PATH=$STATE/bin:$PATH setsid setpriv --pdeathsig HUP runsvdir "$STATE/service" </dev/null >>"$STATE/log/runsvdir" 2>&1 &
	SUPERVISOR=$!
}

enable_service() {
	local i
	for i in {1..100}; do
		sv up "$STATE/service/$1" >/dev/null 2>&1 && break
		[ "$i" -lt 100 ] || die "the supervisor does not answer for $1, see $STATE/log/runsvdir"
		step sleep 0.05
	done
	# from now on it comes up by itself
	rm -f "$STATE/service/$1/down"
}

# ---------------------------------------------------------------- database

sql() { mariadb --defaults-file="$STATE/my.cnf" --user="$DB_ROOT" --batch --skip-column-names "$@"; }

start_database() {
	local i
	if [ ! -e "$STATE/mysql/.complete" ]; then
		say "making the database"
		rm -rf "$STATE/mysql"
		mkdir -m 700 "$STATE/mysql"
		[ "${#AS_DB[@]}" = 0 ] || chown credit-db: "$STATE/mysql" "$STATE/mysql-tmp"
		step make_database || { tail -n 20 "$STATE/log/install-db" >&2; die "the database could not be made"; }
		touch "$STATE/mysql/.complete"
	fi
	enable_service mariadb
	for i in {1..600}; do
		sql -e 'SELECT 1' >/dev/null 2>&1 && break
		if [ "$i" = 600 ]; then
			tail -n 20 "$STATE/log/mariadb/current" >&2
			die "MariaDB does not come up, see $STATE/log/mariadb/current"
		fi
		step sleep 0.1
	done
	make_accounts
}

# --skip-name-resolve and --force: a machine whose own name nothing knows is no hindrance.
make_database() {
	exec setpriv "${AS_DB[@]}" --pdeathsig TERM mariadb-install-db --defaults-file="$STATE/my.cnf" --datadir="$STATE/mysql" \
		--skip-test-db --skip-name-resolve --force --auth-root-authentication-method=socket --auth-root-socket-user="$DB_ROOT" \
		"${DB_USER_OPTION[@]}" >"$STATE/log/install-db" 2>&1
}

# The accounts with their passwords; what each may do stands in db/schema/grants.sql.
# credit_definer owns the procedures and is locked: nobody signs in as it.
make_accounts() {
	local account
	{
		echo "CREATE DATABASE IF NOT EXISTS credit CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;"
		for account in "${ACCOUNTS[@]}"; do
			echo "CREATE USER IF NOT EXISTS 'credit_$account'@'localhost' IDENTIFIED BY '$(password_of "$account")';"
			echo "ALTER USER 'credit_$account'@'localhost' IDENTIFIED BY '$(password_of "$account")';"
		done
		echo "CREATE USER IF NOT EXISTS 'credit_definer'@'localhost' ACCOUNT LOCK;"
		echo "ALTER USER 'credit_definer'@'localhost' ACCOUNT LOCK;"
		# forward-only changes of the schema and the rights of the others, nothing else
		echo "GRANT ALL PRIVILEGES ON credit.* TO 'credit_migrate'@'localhost' WITH GRANT OPTION;"
		echo "GRANT CREATE USER, SET USER, RELOAD ON *.* TO 'credit_migrate'@'localhost';"
		echo "GRANT SELECT ON mysql.* TO 'credit_migrate'@'localhost';"
	} | sql || die "the database accounts could not be made"
}

# -------------------------------------------------------------------- data

ctl() { exec "$BUILD/creditctl" --config "$STATE/portal.conf" "$@"; }

load_data() {
	step ctl keys init >&2 || die "the keys could not be made"
	# what a real site sends by mail and telephone is written down here, for the demonstration
	[ "${#AS_CLERK[@]}" = 0 ] || { touch "$STATE/log/messages" && chown credit-clerk:credit-persons "$STATE/log/messages" && chmod 640 "$STATE/log/messages"; }
	step ctl migrate >&2 || die "the schema could not be brought up to date"
	step ctl catalogue load >&2 || die "the catalogue could not be loaded"
	step ctl calendar load "$SOURCE/db/data/workdays.csv" >&2 || die "the calendar could not be loaded"
	if [ "$(cat "$STATE/kind")" = demonstration ] && [ ! -e "$STATE/demonstration-loaded" ]; then
		say "making the demonstration province; this happens once"
		step ctl generate --subjects "${DEMO_SUBJECTS:-20000}" --records "${DEMO_RECORDS:-60000}" --seed "${DEMO_SEED:-1}" \
			--cases "$STATE/cases.txt" >&2 ||
			die "the demonstration data could not be made"
		make_staff
		touch "$STATE/demonstration-loaded"
	fi
}

# The demonstration's staff: name, role, password, authenticator secret. A start that was killed
# half-way goes on where it was: a password is shown only once. Units' users have a unit.
DEMO_STAFF=(
	"demo-clerk clerk" "demo-clerk-2 clerk" "demo-reviewer reviewer" "demo-reviewer-2 reviewer" "demo-publisher publisher"
	"demo-source source samr" "demo-source-2 source environment" "demo-source-3 source human-resources"
	"demo-admin admin" "demo-auditor auditor"
)

make_staff() {
	local account name role unit line
	(umask 077 && touch "$STATE/staff.txt.new")
	for account in "${DEMO_STAFF[@]}"; do
		read -r name role unit <<<"$account"
		! grep -q "^$name	" "$STATE/staff.txt.new" || continue
		line=$("$BUILD/creditctl" --config "$STATE/portal.conf" staff add "$name" --role "$role" ${unit:+--unit "$unit"} 2>>"$STATE/log/staff") ||
			{ say "no account $name: see $STATE/log/staff"; continue; }
		printf '%s\n' "$line" >>"$STATE/staff.txt.new"
	done
	mv "$STATE/staff.txt.new" "$STATE/staff.txt"
}

# ---------------------------------------------------------------- programs

start_programs() {
	local name i
	for name in "${PROGRAMS[@]}"; do enable_service "$name"; done
	for i in {1..300}; do
		[ "$(http_status /healthz)" = 200 ] && return 0
		step sleep 0.1
	done
	say "the portal does not become healthy; the logs are in $STATE/log"
	for name in "${PROGRAMS[@]}"; do tail -n 5 "$STATE/log/$name/current" >&2 2>/dev/null || true; done
	finish 1
}

# http_status PATH: the status of a GET, or nothing.
http_status() {
	local line=
	{
		exec 3<>"/dev/tcp/127.0.0.1/$PORT" &&
			printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' "$1" >&3 &&
			IFS= read -r -t 5 line <&3
		exec 3>&-
	} 2>/dev/null || true
	line=${line#* }
	printf '%s' "${line%% *}"
}

# The supervisor itself may be killed too: then it is started again.
watch_supervisor() {
	while :; do
		wait "$SUPERVISOR" || true
		[ "$STOPPING" = no ] || return 0
		say "the supervisor died; starting it again"
		sleep 1
		launch_supervisor
	done
}

# --------------------------------------------------------------------- end

# Stops everything in order within 10 s, whatever state it is in, and ends with STATUS.
finish() {
	local status=$1 name names i
	[ "$STOPPING" = no ] || return 0
	STOPPING=yes
	trap '' INT TERM HUP
	[ -z "$STEP_PID" ] || kill -TERM "$STEP_PID" 2>/dev/null || true
	if [ "$OWNED" = yes ]; then
		if [ -n "$SUPERVISOR" ]; then
			mapfile -t names < <(printf '%s\n' "${PROGRAMS[@]}" | tac)
			for name in "${names[@]}"; do sv down "$STATE/service/$name" >/dev/null 2>&1 || true; done
			for i in {1..30}; do held "${names[@]}" || break; sleep 0.1; done
			sv down "$STATE/service/mariadb" >/dev/null 2>&1 || true
			for i in {1..45}; do held mariadb || break; sleep 0.1; done
			kill -HUP "$SUPERVISOR" 2>/dev/null || true
		fi
		for i in {1..12}; do
			find_holders
			[ "${#HOLDERS[@]}" -gt 0 ] || break
			[ "$i" -lt 6 ] || signal_holders KILL
			sleep 0.1
		done
	fi
	exit "$status"
}

# held NAME...: whether any process of these services is left.
held() {
	local name
	for name; do
		[ ! -e "$RUN/$name.lock" ] || flock -n "$RUN/$name.lock" true || return 0
	done
	return 1
}
