#!/bin/sh
# The secrets of the fleet in compose.yaml, in `secrets` beside it or in DIRECTORY. What is there stays as it is.
#
#   make-secrets.sh [DIRECTORY]
#
# Keep copies of `key`, without which the database is worthless, and of tls/ca-key.pem, which no container needs; remove that one here.
set -eu
umask 077
here=$(cd "$(dirname "$0")" && pwd)
directory=${1:-$here/secrets}
mkdir -p "$directory"
cd "$directory"

random() {
  od -An -N32 -tx1 /dev/urandom | tr -d ' \n'
}

[ -e key ] || head -c 32 /dev/urandom | base64 >key
[ -e token ] || random >token
[ -e database-password ] || random >database-password
[ -e broker-password ] || random >broker-password
broker=amqp://isotherm:$(cat broker-password)@rabbitmq
[ -e engine.env ] || cat >engine.env <<END
DATABASE_URL=postgresql://isotherm:$(cat database-password)@postgres/isotherm
ISOTHERM_EVENTS_AMQP_URLS=$broker
END
[ -e observer.env ] || echo "ISOTHERM_NOTIFICATIONS_AMQP_URLS=$broker" >observer.env
[ -e rabbitmq.conf ] || printf 'default_user = isotherm\ndefault_pass = %s\n' "$(cat broker-password)" >rabbitmq.conf
[ -e tls/ca.pem ] || "$here/../tls/make-certificates.sh" "$directory/tls" engine-1 engine-2

# The containers read them as this user.
user=$(id -u):$(id -g)
if [ "$(id -u)" = 0 ]; then
  user=1000:1000
  chown -R "$user" .
fi
echo "the secrets are in $directory"
[ "$user" = 1000:1000 ] || echo "start with ISOTHERM_USER=$user in the environment, or the containers cannot read them"
