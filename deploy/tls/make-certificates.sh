#!/bin/sh
# Certificates for engine, worker and observer, of one authority of their own, as `grpc.tls` and `tls` want them.
#
#   make-certificates.sh DIRECTORY HOST...      HOST: every name and address by which the engines are dialled
#
# Makes ca.pem and a certificate with its key for each service. Run again, it makes new ones of the same authority; who has
# ca-key.pem can let anybody in: keep it elsewhere.
set -eu

if [ $# -lt 2 ]; then
  echo "usage: $0 DIRECTORY HOST..." >&2
  exit 2
fi
directory=$1
shift
umask 077
mkdir -p "$directory"
cd "$directory"

names=DNS:localhost,IP:127.0.0.1
for host in "$@"; do
  case $host in
    *[!0-9.]*) case $host in *:*) names=$names,IP:$host ;; *) names=$names,DNS:$host ;; esac ;;
    *) names=$names,IP:$host ;;
  esac
done

if [ ! -e ca-key.pem ]; then
  openssl req -x509 -newkey ed25519 -nodes -days 3650 -subj /CN=isotherm -keyout ca-key.pem -out ca.pem 2>/dev/null
fi
for service in engine worker observer; do
  openssl req -newkey ed25519 -nodes -subj "/CN=$service" -keyout "$service-key.pem" -out "$service.csr" 2>/dev/null
  printf 'subjectAltName=%s\n' "$names" >"$service.ext"
  openssl x509 -req -in "$service.csr" -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days 365 \
    -extfile "$service.ext" -out "$service.pem" 2>/dev/null
  rm "$service.csr" "$service.ext"
done
echo "ca.pem and certificates for engine, worker and observer are in $(pwd)"
