#!/bin/sh
# A program under ./breenix run is in the first session and group, whose number is
# 0: that is not "none".

# shellcheck source=tests/cli/tap.sh
. "${0%/*}/tap.sh"

run --root build/tests/root -- /tests/pgrp </dev/null >"$tmp/out"
is $? 0 "groups and sessions, from the first session"
grep '^not ok' "$tmp/out" | sed 's/^/# /'
is "$(grep -c '^not ok' "$tmp/out")" 0 "all of them"
is "$(tail -1 "$tmp/out" | cut -d. -f1)" 1 "to the end"
finish
