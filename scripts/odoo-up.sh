#!/usr/bin/env bash
# A real Odoo 19 Community for tests, on Debian or Ubuntu, listening on loopback only. Takes Debian's own package of
# Odoo, unpacked beside the system rather than installed, a private PostgreSQL, and clones every database from a
# template that is made once.
#
#   sudo scripts/odoo-up.sh [--db NAME] [--port N] [--demo] [--fresh] [--workers N] [--addons DIR --install NAMES]
#
#   --db NAME     database to serve; made when missing          (default odoo_lab)
#   --port N      on 127.0.0.1                                   (default 8069)
#   --demo        clone the template with Odoo's own demo data
#   --fresh       throw the database away first
#   --addons DIR  a folder of add-ons for this database; it is copied
#   --install A,B installs these of its add-ons
#   --workers N   processes that answer HTTP; 0 is one threaded  (default 2)
#
# Prints KEY=VALUE lines to stdout (ODOO_URL, ODOO_DB, ODOO_API_KEY, ODOO_ADMIN_API_KEY, ODOO_SHELL, ...), progress to stderr.
# ODOO_LAB (default /var/lib/odoo-lab) holds everything that is made; scripts/odoo-down.sh stops and removes it.
# DEBIAN_MIRROR names the archive to take Odoo from where apt itself uses another distribution's, as on Ubuntu.
set -euo pipefail

readonly LAB=${ODOO_LAB:-/var/lib/odoo-lab}
readonly PG_PORT=${ODOO_LAB_PGPORT:-54329}
readonly TREE=/opt/odoo-19
readonly APPS=stock,mrp,mrp_account,mrp_subcontracting,purchase,purchase_stock,purchase_mrp,sale_management,sale_stock,sale_mrp,product_expiry,stock_account,stock_delivery,contacts
readonly PACKAGE=pool/main/o/odoo/odoo-19_19.0.0+dfsg-1_all.deb
readonly CHECKSUM=9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf
readonly PYTHON_PACKAGES=(
  asn1crypto babel cbor2 chardet cryptography dateutil decorator docutils freezegun geoip2 gevent greenlet idna
  jinja2 libsass lxml magic markupsafe num2words ofxparse openpyxl openssl passlib pil polib psutil psycopg2 pypdf
  pypdf2 qrcode reportlab requests rjsmin serial stdnum tz urllib3 usb vobject werkzeug xlrd xlsxwriter xlwt zeep
)

PORT=8069 DB=odoo_lab WORKERS=2 FRESH=no TEMPLATE=odoo_tpl DEMO=--without-demo ADDONS='' INSTALL=''

main() {
  read_options "$@"
  [ "$(id -u)" = 0 ] || fail 'run as root or with sudo: it installs packages and runs PostgreSQL under its own user'
  mkdir -p "$LAB"/{cache,data,log,run,state}
  exec 9>"$LAB/run/up.lock"
  flock 9 # two of these at once would build the template twice
  unpack_odoo
  install_packages
  start_postgres
  write_config
  build_template
  if [ $FRESH = yes ]; then drop_database; fi
  clone_database
  make_users
  install_addons
  start_odoo
  report
}

read_options() {
  while [ $# -gt 0 ]; do
    case $1 in
      --db) DB=$2; shift 2 ;;
      --port) PORT=$2; shift 2 ;;
      --workers) WORKERS=$2; shift 2 ;;
      --addons) ADDONS=$2; shift 2 ;;
      --install) INSTALL=$2; shift 2 ;;
      --demo) TEMPLATE=odoo_tpl_demo DEMO=--with-demo; shift ;;
      --fresh) FRESH=yes; shift ;;
      *) fail "unknown option $1" ;;
    esac
  done
  [[ $DB =~ ^[A-Za-z0-9_]+$ ]] || fail 'a database name has letters, digits and underscores only'
  [[ $INSTALL =~ ^[a-z0-9_,]*$ ]] || fail '--install takes names of add-ons, with commas between'
  [[ $PORT =~ ^[0-9]+$ && $WORKERS =~ ^[0-9]+$ ]] || fail '--port and --workers take a number'
}

say() { echo "odoo-up: $*" >&2; }
fail() { say "$*"; exit 1; }

# --- Odoo itself: Debian ships it in sid; its dependencies are in every release since bookworm --------------------

unpack_odoo() {
  if [ -x "$TREE/usr/bin/odoo" ]; then return; fi
  local archive=$LAB/cache/odoo-19.deb
  if [ ! -f "$archive" ]; then
    say 'downloading Odoo 19 (120 MB)'
    command -v curl >/dev/null || apt_install curl
    download "$archive.part"
    mv "$archive.part" "$archive"
  fi
  say 'unpacking'
  rm -rf "$TREE.part"
  dpkg -x "$archive" "$TREE.part"
  mv "$TREE.part" "$TREE"
}

download() {
  local mirror checksum=$CHECKSUM stanza
  mirror=$(debian_mirror)
  if ! curl -fsS -o "$1" "$mirror/$PACKAGE"; then
    say 'that version is gone; looking for its successor'
    stanza=$(curl -fsS "$mirror/dists/sid/main/binary-amd64/Packages.xz" | xz -dc |
      awk -v RS= '/^Package: odoo-19\n/')
    checksum=$(awk '/^SHA256:/ { print $2 }' <<<"$stanza")
    curl -fsS -o "$1" "$mirror/$(awk '/^Filename:/ { print $2 }' <<<"$stanza")"
  fi
  echo "$checksum  $1" | sha256sum --check --status || fail 'the download has another checksum than Debian states'
}

# The mirror this machine uses already, unless another one is named.
debian_mirror() {
  local uri=${DEBIAN_MIRROR:-}
  if [ -z "$uri" ] && grep -qs '^ID=debian' /etc/os-release; then
    if [ -f /etc/apt/sources.list.d/debian.sources ]; then
      uri=$(awk '/^URIs:/ { print $2; exit }' /etc/apt/sources.list.d/debian.sources)
    else
      uri=$(awk '$1 == "deb" { for (i = 2; i <= NF; i++) if ($i ~ /^http/) { print $i; exit } }' /etc/apt/sources.list)
    fi
  fi
  [ -n "$uri" ] || fail 'set DEBIAN_MIRROR to a Debian archive: Odoo 19 is a Debian package'
  echo "${uri%/}"
}

install_packages() {
  local missing=() package
  for package in "${PYTHON_PACKAGES[@]}"; do
    is_installed "python3-$package" || missing+=("python3-$package")
  done
  [ -n "$(postgres_bin)" ] || missing+=(postgresql)
  is_installed libfaketime || missing+=(libfaketime) # cases that are worked at set times
  if [ ${#missing[@]} -gt 0 ]; then apt_install "${missing[@]}"; fi
  id odoo >/dev/null 2>&1 || useradd --system --create-home --home-dir /var/lib/odoo --shell /bin/bash odoo
  chown -R odoo "$LAB"/{data,log,run,state}
}

is_installed() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'install ok installed'; }

apt_install() {
  say "installing ${#} packages"
  # Without this, installing PostgreSQL starts a cluster of its own.
  mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] ||
    echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
  export DEBIAN_FRONTEND=noninteractive
  {
    apt-get update -qq || true
    apt-get install -y --no-install-recommends "$@"
  } >>"$LAB/log/apt.log" 2>&1 || fail "apt-get failed; see $LAB/log/apt.log"
}

# --- PostgreSQL: private, fast and forgetful ----------------------------------------------------------------------

postgres_bin() { find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -1; }

start_postgres() {
  local bin
  bin=$(postgres_bin)
  if [ ! -f "$LAB/pg/PG_VERSION" ]; then
    say 'making a PostgreSQL cluster'
    install -d -o postgres -m 700 "$LAB/pg"
    su postgres -c "$bin/initdb -D $LAB/pg -E UTF8 --locale=C.UTF-8 -A trust -U postgres" >"$LAB/log/initdb.log"
    # fsync off: a crash may lose the lab, which is cheap to make again.
    cat >>"$LAB/pg/postgresql.conf" <<CONF
port = $PG_PORT
listen_addresses = '127.0.0.1'
unix_socket_directories = '$LAB/pg'
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = 512MB
max_connections = 120
CONF
  fi
  if ! su postgres -c "$bin/pg_ctl -D $LAB/pg status" >/dev/null; then
    su postgres -c "$bin/pg_ctl -D $LAB/pg -l $LAB/pg/log -w start" >/dev/null 9>&-
  fi
  [ "$(sql "select count(*) from pg_roles where rolname = 'odoo'")" = 1 ] || sql 'create role odoo login createdb'
}

sql() { "$(postgres_bin)/psql" -h 127.0.0.1 -p "$PG_PORT" -U postgres -qAt "${@:2}" -c "$1"; }
has_database() { [ "$(sql "select count(*) from pg_database where datname = '$1'")" = 1 ]; }

# --- databases ------------------------------------------------------------------------------------------------------

write_config() {
  cat >"$LAB/odoo.conf" <<CONF
[options]
db_host = 127.0.0.1
db_port = $PG_PORT
db_user = odoo
db_password = odoo
data_dir = $LAB/data
http_interface = 127.0.0.1
list_db = False
without_demo = True
limit_time_real = 600
limit_time_cpu = 300
limit_memory_hard = 4294967296
limit_memory_soft = 3221225472
CONF
  cat >"$LAB/odoo-bin" <<'BIN'
#!/bin/sh
cd / && PYTHONPATH=/opt/odoo-19/usr/lib/python3/dist-packages exec /usr/bin/python3 /opt/odoo-19/usr/bin/odoo "$@"
BIN
  cat >"$LAB/shell" <<SHELL
#!/bin/sh
if [ -d $LAB/addons/\$1 ]; then own="--addons-path $LAB/addons/\$1"; fi
exec su odoo -s /bin/sh -c "$LAB/odoo-bin shell -c $LAB/odoo.conf -d \$1 \$own --no-http --logfile $LAB/log/shell.log"
SHELL
  chmod 755 "$LAB" "$LAB/odoo-bin" "$LAB/shell"
}

# File descriptor 9 is the lock: whatever goes on running must not inherit it.
as_odoo() { su odoo -s /bin/sh -c "$(printf '%q ' "$@")" 9>&-; }

build_template() {
  if has_database $TEMPLATE && [ -f "$LAB/state/$TEMPLATE.done" ]; then return; fi
  if has_database $TEMPLATE; then sql "drop database $TEMPLATE with (force)"; fi
  rm -rf "$LAB/data/filestore/$TEMPLATE"
  if [ -f "$LAB/cache/$TEMPLATE.dump" ]; then restore_template; else initialise_template; fi
  touch "$LAB/state/$TEMPLATE.done"
}

restore_template() {
  say 'restoring the template database'
  sql "create database $TEMPLATE owner odoo template template0"
  "$(postgres_bin)/pg_restore" -h 127.0.0.1 -p "$PG_PORT" -U odoo --no-owner -j2 -d $TEMPLATE "$LAB/cache/$TEMPLATE.dump"
  mkdir -p "$LAB/data/filestore"
  tar -C "$LAB/data/filestore" -xf "$LAB/cache/$TEMPLATE.filestore.tar"
  chown -R odoo "$LAB/data"
}

initialise_template() {
  say 'making the template database (a minute; two with demo data)'
  as_odoo "$LAB/odoo-bin" -c "$LAB/odoo.conf" -d $TEMPLATE -i $APPS $DEMO --stop-after-init \
    --logfile "$LAB/log/init-$TEMPLATE.log"
  "$(postgres_bin)/pg_dump" -h 127.0.0.1 -p "$PG_PORT" -U odoo -Fc -f "$LAB/cache/$TEMPLATE.dump.part" $TEMPLATE
  tar -C "$LAB/data/filestore" -cf "$LAB/cache/$TEMPLATE.filestore.tar" $TEMPLATE
  mv "$LAB/cache/$TEMPLATE.dump.part" "$LAB/cache/$TEMPLATE.dump"
}

drop_database() {
  has_database "$DB" || return 0
  if is_running; then
    kill "$(cat "$(pid_file)")"
    while is_running; do sleep 0.2; done
  fi
  sql "drop database \"$DB\" with (force)"
  rm -rf "$LAB/data/filestore/$DB" "$LAB/state/$DB.env" "$LAB/addons/$DB"
}

clone_database() {
  if has_database "$DB"; then return; fi
  say "cloning the template to $DB"
  sql "create database \"$DB\" owner odoo template $TEMPLATE"
  if [ -d "$LAB/data/filestore/$TEMPLATE" ]; then cp -a "$LAB/data/filestore/$TEMPLATE" "$LAB/data/filestore/$DB"; fi
  # An identity of its own, and no scheduled jobs: in a test nothing moves by itself.
  sql "update ir_config_parameter set value = gen_random_uuid() where key in ('database.uuid', 'database.secret');
       update ir_cron set active = false where id not in
         (select res_id from ir_model_data where model = 'ir.cron' and name = 'autovacuum_job')" -d "$DB"
  rm -f "$LAB/state/$DB.env"
}

# An integration user with the least rights, and API keys for it and for the administrator. Only code inside Odoo can
# make keys without a lifetime, so this goes through its shell.
make_users() {
  if [ -s "$LAB/state/$DB.env" ]; then return; fi
  say 'making the integration user and API keys'
  cat >"$LAB/run/users.py" <<'PY'
import os
env = env(context=dict(env.context, no_reset_password=True, tracking_disable=True))
features = ['stock.group_production_lot', 'stock.group_stock_multi_locations', 'stock.group_adv_location',
            'uom.group_uom', 'mrp.group_mrp_routings', 'mrp.group_mrp_byproducts', 'stock.group_tracking_lot']
for feature in features:
    group = env.ref(feature, raise_if_not_found=False)
    if group:
        env.ref('base.group_user').write({'implied_ids': [(4, group.id)]})
login = 'gateway@example.com'
names = ['base.group_user', 'mrp.group_mrp_user', 'purchase.group_purchase_user',
         'sales_team.group_sale_salesman_all_leads']
rights = [env.ref(name).id for name in names if env.ref(name, raise_if_not_found=False)]
user = env['res.users'].search([('login', '=', login)]) or env['res.users'].create({
    'name': 'Plant Gateway', 'login': login, 'email': login, 'tz': 'UTC', 'lang': 'en_US',
    'group_ids': [(6, 0, rights)]})
admin = env.ref('base.user_admin')
env.cr.commit()
def key(owner):
    return env['res.users.apikeys'].with_user(owner).sudo()._generate(None, 'lab', None)
lines = {'ODOO_LOGIN': login, 'ODOO_UID': user.id, 'ODOO_API_KEY': key(user), 'ODOO_ADMIN_LOGIN': admin.login,
         'ODOO_ADMIN_UID': admin.id, 'ODOO_ADMIN_API_KEY': key(admin)}
env.cr.commit()
with open(os.environ['OUT'], 'w') as out:
    out.writelines(f'{name}={value}\n' for name, value in lines.items())
PY
  chmod 755 "$LAB/run"
  rm -f "$LAB/run/$DB.env"
  su odoo -s /bin/sh -c "umask 077; OUT=$LAB/run/$DB.env $LAB/odoo-bin shell -c $LAB/odoo.conf -d $DB --no-http \
    --logfile $LAB/log/users.log <$LAB/run/users.py" >/dev/null 9>&-
  mv "$LAB/run/$DB.env" "$LAB/state/$DB.env"
  chmod 600 "$LAB/state/$DB.env"
}

# Odoo's own add-ons are found without a path.
addons_path() { if [ -d "$LAB/addons/$DB" ]; then echo "--addons-path $LAB/addons/$DB"; fi; }

install_addons() {
  if [ -z "$ADDONS" ]; then return; fi
  rm -rf "$LAB/addons/$DB"
  install -d -m 755 "$LAB/addons"
  cp -r "$ADDONS" "$LAB/addons/$DB"
  chmod -R a+rX "$LAB/addons/$DB"
  if [ -z "$INSTALL" ]; then return; fi
  say "installing $INSTALL"
  # shellcheck disable=SC2046 # two words, or none
  as_odoo "$LAB/odoo-bin" -c "$LAB/odoo.conf" -d "$DB" $(addons_path) -i "$INSTALL" --stop-after-init --no-http \
    --logfile "$LAB/log/install-$DB.log"
}

# --- the server -----------------------------------------------------------------------------------------------------

pid_file() { echo "$LAB/run/odoo-$PORT.pid"; }
is_running() { [ -f "$(pid_file)" ] && kill -0 "$(cat "$(pid_file)")" 2>/dev/null; }

start_odoo() {
  if is_running && ! tr '\0' ' ' <"/proc/$(cat "$(pid_file)")/cmdline" | grep -q -- " -d $DB "; then
    fail "the Odoo on port $PORT serves another database than $DB: give another --port, or stop it"
  fi
  if ! is_running; then
    say "starting Odoo on 127.0.0.1:$PORT"
    su odoo -s /bin/sh -c "nohup setsid $LAB/odoo-bin -c $LAB/odoo.conf -d $DB $(addons_path) --db-filter '^$DB\$' -p $PORT \
      --gevent-port $((PORT + 20000)) --workers $WORKERS --max-cron-threads 1 --logfile $LAB/log/odoo-$PORT.log \
      >/dev/null 2>>$LAB/log/odoo-$PORT.err </dev/null & echo \$! >$(pid_file)" 9>&-
  fi
  local deadline=$((SECONDS + 120))
  until curl -fsS -m 20 -o /dev/null "http://127.0.0.1:$PORT/web/health" 2>/dev/null; do
    is_running || fail "Odoo ended; see $LAB/log/odoo-$PORT.log"
    [ $SECONDS -lt $deadline ] || fail "Odoo does not answer; see $LAB/log/odoo-$PORT.log"
    sleep 0.2
  done
  # The first call with a key loads the registry, which takes seconds.
  curl -fsS -m 120 -o /dev/null -H "Authorization: bearer $(value_of ODOO_API_KEY)" -H "X-Odoo-Database: $DB" \
    -H 'Content-Type: application/json' -d '{}' "http://127.0.0.1:$PORT/json/2/res.users/context_get"
}

value_of() { sed -n "s/^$1=//p" "$LAB/state/$DB.env"; }

report() {
  echo "ODOO_URL=http://127.0.0.1:$PORT"
  echo "ODOO_DB=$DB"
  cat "$LAB/state/$DB.env"
  echo "ODOO_PID=$(cat "$(pid_file)")"
  echo "ODOO_LOG=$LAB/log/odoo-$PORT.log"
  # Python that it reads from its input runs inside Odoo.
  echo "ODOO_SHELL='$LAB/shell $DB'"
  echo "PG=postgresql://odoo@127.0.0.1:$PG_PORT/$DB"
  say 'ready'
}

main "$@"
