#!/usr/bin/env bash
# Lists your projects, uploads a mix, writes a note at 1:23, and listens to what is said of it.
#   CONCERTO_URL=… CONCERTO_TOKEN=… bash quick-start.sh mix.wav
set -euo pipefail
mix=$1

# graphql DOCUMENT VARIABLES [OPTIONS of curl …]
graphql() {
  local document=${1//$'\n'/ } variables=$2
  shift 2
  curl -sS "$CONCERTO_URL/graphql" -H "Authorization: Bearer $CONCERTO_TOKEN" -H 'Content-Type: application/json' "$@" \
    -d "{\"query\": \"$document\", \"variables\": $variables}"
}

# The text of a field in an answer. Good enough for ids and addresses; a program reads JSON.
field() { sed -E "s/.*\"$1\":\"([^\"]*)\".*/\1/"; }

# 1. What is there?
graphql '{ projects(first: 5) { nodes { name songs(first: 5) { nodes { name } } } } }' '{}'
echo

# 2. Ask where to put the file. Project and song are made if you have none of these names.
#    The key makes it safe to send this again: the same key and input give the same upload.
signed=$(graphql '
  mutation ($input: SignUploadInput!) {
    signUpload(input: $input) {
      upload { uploadId: id partSize parts { number url } version { versionId: id song { songId: id } } }
      errors { ... on Error { code message path } }
    }
  }' "{\"input\": {
    \"target\": {\"projectName\": \"Quick start\", \"songName\": \"From curl\"},
    \"fileName\": \"$(basename "$mix")\", \"byteSize\": $(wc -c <"$mix"), \"idempotencyKey\": \"$(date +%s)-$$\"
  }}")
case $signed in *'"code"'*) echo "$signed" >&2; exit 1 ;; esac

# 3. Put the bytes straight into the store, part by part. (Of more than 20 parts the first are signed: see the TypeScript.)
size=$(sed -E 's/.*"partSize":([0-9]+).*/\1/' <<<"$signed") number=0
for url in $(grep -o '"url":"[^"]*"' <<<"$signed" | cut -d '"' -f 4); do
  dd if="$mix" bs="$size" skip="$number" count=1 status=none | curl -sS --fail -X PUT --data-binary @- -H 'Content-Type:' "$url"
  number=$((number + 1))
done

# 4. Say that they are there, and wait until they were listened to.
completed=$(graphql 'mutation ($id: ID!) { completeUpload(input: { uploadId: $id }) { errors { ... on Error { code message } } } }' \
  "{\"id\": \"$(field uploadId <<<"$signed")\"}")
case $completed in *'"code"'*) echo "$completed" >&2; exit 1 ;; esac
version="{\"id\": \"$(field versionId <<<"$signed")\"}"
while :; do
  listened=$(graphql 'query ($id: ID!) { version(id: $id) { status rejection { message } durationMs loudness { integratedLufs } } }' "$version")
  case $(field status <<<"$listened") in READY) break ;; REJECTED) echo "$listened" >&2; exit 1 ;; esac
  sleep 1
done
echo "$listened"

# 5. Leave a note at 1:23, or at the end of what is shorter.
duration=$(sed -E 's/.*"durationMs":([0-9]+).*/\1/' <<<"$listened")
graphql 'mutation ($input: AddCommentInput!) {
    addComment(input: $input) {
      comment { id startMs text }
      errors { ... on Error { code message path } }
    }
  }' "{\"input\": {
    \"versionId\": \"$(field versionId <<<"$signed")\", \"startMs\": $((duration < 83000 ? duration : 83000)), \"text\": \"From here on, a little less reverb.\"
  }}"
echo

# 6. Listen, until Ctrl-C: each thing that happens in the song is an event.
graphql 'subscription ($id: ID!) { songActivity(songId: $id) { kind actor { name } comment { startMs text } } }' \
  "{\"id\": \"$(field songId <<<"$signed")\"}" -N -H 'Accept: text/event-stream'
