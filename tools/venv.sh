#!/bin/sh
# Makes the course's virtual environment, or checks in a moment that it is ready.
#
#   sh tools/venv.sh FOLDER [PYTHON] [LOCK]     (in the course's folder; `make` calls it)
#
# The environment gets the exact versions of LOCK (requirements.txt, or one of requirements/, which
# adds an extra to it) and the course itself, editable.
# A stamp inside it says for which lock, course folder and Python it was finished. An environment
# whose Python is gone, or has another version than the one asked for, is made anew.

set -eu
unset PYTHONHOME PYTHONPATH PIP_PREFIX PIP_TARGET
export PIP_USER=0 # a person's pip settings may ask for what no virtual environment can do

folder=$1
asked=${2:-}
lock=${3:-requirements.txt}
python=$folder/bin/python
stamp=$folder/dlcourse-stamp
version='import sys; print("%d.%d.%d" % sys.version_info[:3])'

say() {
    printf '%s\n' "$*" >&2
}

# The stamp of a finished environment, in words, as it should be now.
expected() {
    printf 'course %s\nfolder %s\npython %s\nlock %s\n' \
        "$(pwd -P)" "$(cd "$folder" && pwd -P)" "$("$python" -I -c "$version")" \
        "$(cat requirements.txt "$lock" pyproject.toml | cksum)"
}

# Whether the environment's own Python runs, is a version for the course, has pip, lies where it
# was made, and has the version of the one asked for; otherwise sets `fault`.
usable() {
    check='
import importlib.util, sys
sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13) or not importlib.util.find_spec("pip"))'
    if ! "$python" -I -c "$check" 2>/dev/null; then
        fault='its Python does not run, or has changed'
    elif [ -f "$stamp" ] && ! grep -qxF "folder $(cd "$folder" && pwd -P)" "$stamp"; then
        fault='it was moved'
    elif [ -n "$asked" ] &&
        [ "$("$asked" -I -c "$version" 2>/dev/null)" != "$("$python" -I -c "$version")" ]; then
        fault="its Python is not $asked"
    else
        fault=
    fi
    [ -z "$fault" ]
}

if [ -f "$folder/pyvenv.cfg" ]; then
    if usable; then
        if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(expected)" ]; then
            exit 0
        fi
    elif [ "$folder" = .venv ] || [ -f "$stamp" ]; then
        say "The environment $folder cannot be used: $fault."
        found=$(sh tools/find-python.sh "$asked")
        say "Making it anew with $found"
        "$found" -m venv --clear "$folder"
    else
        say "The environment $folder cannot be used: $fault. It was not made by make."
        say "Remove it yourself, or name another folder: make lab VENV=/another/folder"
        exit 1
    fi
elif [ -d "$folder" ] && [ -n "$(ls -A "$folder")" ]; then
    say "$folder holds something other than a virtual environment; it is left as it is."
    say "Remove it yourself, or name another folder: make lab VENV=/another/folder"
    exit 1
else
    found=$(sh tools/find-python.sh "$asked")
    say "Making the environment $folder with $found"
    "$found" -m venv "$folder"
fi

say "Installing the course into $folder: a few minutes the first time"
say "(0.8 GB to download, 2.7 GB on disk)."
rm -f "$stamp"
if ! {
    "$python" -I -m pip install --disable-pip-version-check --no-input -r "$lock" &&
        "$python" -I -m pip install --disable-pip-version-check --no-input --quiet \
            --no-deps --no-build-isolation --editable .
} >&2; then
    say "The installation did not finish; pip says why above. The same command tries again."
    exit 1
fi
expected >"$stamp.new"
mv "$stamp.new" "$stamp"
say "The environment $folder is ready."
