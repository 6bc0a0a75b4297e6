#!/bin/bash
# Stands in for `skiff` where a test is about the window alone: says what the file $SKIFF_HOME/script
# holds for the sub-command, one block each: "## COMMAND EXITCODE", then lines. A line "@wait NAME"
# waits (10 s at most) for the file $SKIFF_HOME/NAME.
script=$SKIFF_HOME/script
mode=
code=0
while IFS= read -r line; do
    case $line in
    "## $1 "*) mode=on; code=${line##* } ;;
    "## "*) mode= ;;
    "@wait "*)
        [ -z "$mode" ] && continue
        for _ in $(seq 400); do [ -e "$SKIFF_HOME/${line#@wait }" ] && break; sleep 0.025; done ;;
    *) [ -n "$mode" ] && printf '%s\n' "$line" ;;
    esac
done < "$script"
exit "$code"
