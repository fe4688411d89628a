#!/bin/sh
# Makes the files that docker-compose.yml reads secrets from, each once: what is there is never overwritten.
# The folder is closed to others, the files in it are not: inside of a container another account reads them.
set -eu
cd "$(dirname "$0")/.."
folder=${1:-secrets}
mkdir -p "$folder"
chmod 700 "$folder"
for name in secret_key database_password metrics_token; do
    [ -s "$folder/$name" ] || python3 -c 'import secrets; print(secrets.token_urlsafe(50), end="")' > "$folder/$name"
done
[ -s "$folder/email_url" ] || printf consolemail:// > "$folder/email_url"
# With a certificate: put it there. Without one these stay empty.
for name in certificate.pem certificate_key.pem; do
    [ -e "$folder/$name" ] || : > "$folder/$name"
done
chmod 644 "$folder"/*
