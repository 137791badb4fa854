#!/usr/bin/env bash
# Stops what scripts/odoo-up.sh started, by process id.
#
#   sudo scripts/odoo-down.sh [--port N | --all] [--drop DB] [--keep-pg] [--purge]
#
#   --port N    only the Odoo on this port (default: all of them)
#   --drop DB   remove this database and its files; of --port N, an Odoo that serves another database is left alone
#   --keep-pg   leave PostgreSQL running
#   --purge     remove everything that was made, downloads included
set -euo pipefail

readonly LAB=${ODOO_LAB:-/var/lib/odoo-lab}
readonly PG_PORT=${ODOO_LAB_PGPORT:-54329}
PORT='*' DROP='' KEEP_PG=no PURGE=no

main() {
  read_options "$@"
  [ "$(id -u)" = 0 ] || fail 'run as root or with sudo'
  local file
  for file in "$LAB"/run/odoo-$PORT.pid; do
    if [ -f "$file" ]; then stop_odoo "$file"; fi
  done
  if [ -n "$DROP" ]; then drop_database; fi
  if [ $KEEP_PG = no ]; then stop_postgres; fi
  if [ $PURGE = yes ]; then rm -rf "$LAB" /opt/odoo-19; fi
}

read_options() {
  while [ $# -gt 0 ]; do
    case $1 in
      --port) PORT=$2; shift 2 ;;
      --all) PORT='*'; shift ;;
      --drop) DROP=$2; shift 2 ;;
      --keep-pg) KEEP_PG=yes; shift ;;
      --purge) PURGE=yes; shift ;;
      *) fail "unknown option $1" ;;
    esac
  done
  [[ $DROP =~ ^[A-Za-z0-9_]*$ ]] || fail 'a database name has letters, digits and underscores only'
}

fail() { echo "odoo-down: $*" >&2; exit 1; }

# A process id may have been given to another program since.
stop_odoo() {
  local pid
  pid=$(cat "$1")
  if serves_another_database "$pid"; then
    echo "odoo-down: left the Odoo of ${1##*/} alone: it does not serve $DROP" >&2
    return
  fi
  if tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q odoo; then
    kill "$pid"
    local deadline=$((SECONDS + 15))
    while kill -0 "$pid" 2>/dev/null; do
      if [ $SECONDS -ge $deadline ]; then kill -9 "$pid" || true; fi
      sleep 0.2
    done
  fi
  rm -f "$1"
}

# Whoever finds a port taken cleans up its own database, and must not stop somebody else's Odoo.
serves_another_database() {
  [ -n "$DROP" ] && [ "$PORT" != '*' ] || return 1
  local command
  command=$(tr '\0' ' ' <"/proc/$1/cmdline" 2>/dev/null) || return 1
  [[ $command == *odoo* && "$command " != *" -d $DROP "* ]]
}

drop_database() {
  "$(postgres_bin)/psql" -h 127.0.0.1 -p "$PG_PORT" -U postgres -qc "drop database if exists \"$DROP\" with (force)"
  rm -rf "$LAB/data/filestore/$DROP" "$LAB/state/$DROP.env" "$LAB/addons/$DROP"
}

stop_postgres() {
  if ls "$LAB"/run/odoo-*.pid >/dev/null 2>&1 || [ ! -f "$LAB/pg/PG_VERSION" ]; then return; fi
  su postgres -c "$(postgres_bin)/pg_ctl -D $LAB/pg -m fast stop" >/dev/null || true
}

postgres_bin() { find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -1; }

main "$@"
