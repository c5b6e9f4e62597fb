#!/bin/sh
# Prints the path of a Python that the course can use, or says what to install.
#
#   sh tools/find-python.sh [PYTHON]
#
# PYTHON is a command or a path; without it, the usual names are tried in turn. Each candidate is
# run rather than looked up: a version manager puts commands on the PATH that do not run.

set -eu
unset PYTHONHOME PYTHONPATH
asked=${1:-}

# Python 2 must be able to read this too: `python` may be one.
probe='
import platform, sys
if not (3, 11) <= sys.version_info[:2] <= (3, 13):
    print("is Python " + platform.python_version())
elif platform.python_implementation() != "CPython":
    print("is " + platform.python_implementation() + ", not CPython")
elif (sys.platform, platform.machine()) == ("darwin", "x86_64"):
    print("is built for Intel Macs, for which there is no TensorFlow")
else:
    try:
        import ensurepip, venv
        print("good " + sys.executable)
    except ImportError:
        print("has no venv module (Debian, Ubuntu: apt install python%d.%d-venv)" % sys.version_info[:2])
'

tried=
if [ -n "$asked" ]; then
    set -- "$asked"
else
    set -- python3 python3.13 python3.12 python3.11 python
fi
for candidate in "$@"; do
    if command -v "$candidate" >/dev/null 2>&1; then
        verdict=$("$candidate" -Es -c "$probe" 2>/dev/null) || verdict='does not run'
        case $verdict in
        'good '*)
            printf '%s\n' "${verdict#good }"
            exit 0
            ;;
        '') verdict='does not run' ;;
        esac
    elif [ -n "$asked" ]; then
        verdict='is not there'
    else
        continue
    fi
    tried="$tried
  $candidate $verdict"
done

cat >&2 <<END
The course needs Python 3.11, 3.12 or 3.13 with its venv module, and none was found.${tried:+
Tried:$tried}
Install one (macOS: brew install python@3.12; Debian, Ubuntu: apt install python3 python3-venv;
all systems: python.org), or name one that you have: make lab PYTHON=/path/to/python3.12
END
exit 1
