#!/bin/sh
# run.sh: a demonstration server on data of its own, kept in ./demo between runs. PORT says where.
set -eu
cd "$(dirname "$0")/.."

tacite=${B:-build}/tacite
port=${PORT:-8080}
export TACITE_DATABASE=demo/tacite.db

if [ ! -e "$TACITE_DATABASE" ]; then
    mkdir -p demo
    (umask 077 && "$tacite" demo --json >demo/keys.json)
fi
agent=$(sed -n 's/.*"AgentKey":"\([0-9a-f]*\)".*/\1/p' demo/keys.json)
key=$(sed -n 's/.*"ApiKey":"\([0-9a-f]*\)".*/\1/p' demo/keys.json)
portal=$(sed -n 's/.*"PathPortal":"\([^"]*\)".*/\1/p' demo/keys.json)
offers=$(sed -n 's/.*"PathOffers":"\([^"]*\)".*/\1/p' demo/keys.json)

cat <<TEXT

A sandbox with a catalogue and a dozen customers is in $TACITE_DATABASE.

Open      http://127.0.0.1:$port/          and then the office, with these as user and password:
          $agent
          $key

See       what a customer, Ada, sees, and the offers as anybody sees them (both links live a month):
          http://127.0.0.1:$port$portal
          http://127.0.0.1:$port$offers

Type      in a second terminal, here:
          export TACITE_DATABASE=$TACITE_DATABASE KEYS=$agent:$key
          curl -su \$KEYS http://127.0.0.1:$port/v1/Customers
          curl -su \$KEYS "http://127.0.0.1:$port/v1/Usages?ReferenceCustomer=ada"
          curl -su \$KEYS -X POST http://127.0.0.1:$port/v1/Usage \\
               -d '{"ReferenceCustomer":"ada","ReferenceFeature":"messages","Increment":120}'
          $tacite clock --to $(date -u -d '+40 days' +%Y-%m-%dT00:00:00Z)     and see what was billed:
          $tacite export invoices
          $tacite verify

Ctrl-C stops the server; rm -r demo begins anew.

TEXT
exec "$tacite" serve --port "$port"
