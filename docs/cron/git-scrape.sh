#!/bin/sh
# Keep the records of members as JSON in the git repository of this folder: a commit for every day on which they changed.
#
# MEMBERS  the letters of the members' IDs, as "KR SCO"
# DATA     the dataset's folder; keep it out of git, and between runs, so that unchanged pages cost next to nothing
#
# `source` (when and from where a page was got) is left out: what is committed changes only when a record does.
set -eu
MEMBERS=${MEMBERS:-KR}
DATA=${DATA:-data}

# A gate that breaks ends the script here (exit code 6), and nothing is committed.
# shellcheck disable=SC2086
ogpscrape sync $MEMBERS --data "$DATA" --quiet "$@"

mkdir -p records
for member in $MEMBERS; do
    ogpscrape export "$member" --data "$DATA" --quiet -o "$DATA/export.json"
    jq 'map(del(.source))' "$DATA/export.json" > "$DATA/records.json"
    mv "$DATA/records.json" "records/$member.json"
done

git add records
git diff --cached --quiet || git commit --quiet --message "Records of $(date -u +%Y-%m-%d)"
