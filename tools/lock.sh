#!/bin/sh
# Compiles the ranges in pyproject.toml into exact versions for every platform and Python:
# requirements.txt (the course and its tests), and what the extras gpu, site and jax add, in
# requirements/.
#
#   sh tools/lock.sh [PYTHON] [OPTIONS OF uv pip compile]     (`make lock` calls it)
#
# Versions that still fit are kept; --upgrade takes the newest, --upgrade-package NAME one of them.
# uv is installed into .venv-lock, which `make clean` removes.

set -eu
unset PYTHONHOME PYTHONPATH PIP_PREFIX PIP_TARGET
# Settings of this machine's that could reach the lock.
unset UV_FIND_LINKS UV_INDEX UV_EXTRA_INDEX_URL UV_CONSTRAINT UV_OVERRIDE UV_EXCLUDE UV_PRERELEASE \
    UV_RESOLUTION UV_EXCLUDE_NEWER UV_EMIT_INDEX_URL UV_EMIT_FIND_LINKS
export PIP_USER=0

python=$(sh tools/find-python.sh "${1:-}")
[ "$#" -eq 0 ] || shift

if ! .venv-lock/bin/uv --version >/dev/null 2>&1; then
    "$python" -m venv --clear .venv-lock
    .venv-lock/bin/python -I -m pip install --disable-pip-version-check --quiet 'uv>=0.9,<1' >&2
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/dlcourse-lock.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

compile() { # compile OUTPUT EXTRA OPTIONS…: OUTPUT's present pins are what uv prefers
    output=$1 extra=$2
    shift 2
    .venv-lock/bin/uv pip compile pyproject.toml --extra "$extra" --output-file "$output" \
        --no-config --quiet --python "$python" --no-python-downloads \
        --universal --python-version 3.11 --fork-strategy fewest --no-header "$@" >/dev/null
}

touch "$work/requirements.txt"
[ ! -f requirements.txt ] || grep -v '^ *#' requirements.txt >"$work/requirements.txt" || :
compile "$work/requirements.txt" dev "$@"

mkdir "$work/requirements"
for extra in gpu site jax; do
    full=$work/$extra.txt
    touch "$full"
    [ ! -f "requirements/$extra.txt" ] || grep '==' "requirements/$extra.txt" >"$full" || :
    compile "$full" "$extra" --constraint "$work/requirements.txt" --no-annotate "$@"
    {
        echo "# What the extra $extra adds to the lock. Made by \`make lock\`; not edited by hand."
        echo '-r ../requirements.txt'
        awk -F '[=; ]' 'NR == FNR { locked[$1]; next } !($1 in locked)' \
            "$work/requirements.txt" "$full"
    } >"$work/requirements/$extra.txt"
done

{
    echo '# The exact versions that the course is tested with, for each platform and Python.'
    echo '# Made from the ranges in pyproject.toml by `make lock`; not edited by hand.'
    cat "$work/requirements.txt"
} >"$work/requirements/base.txt"

mkdir -p requirements
mv "$work/requirements/base.txt" requirements.txt
for extra in gpu site jax; do
    mv "$work/requirements/$extra.txt" requirements/
done
wc -l requirements.txt requirements/*.txt
