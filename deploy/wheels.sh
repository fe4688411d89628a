#!/bin/sh
# Collects everything that pip needs into a folder, on a machine with internet, for one without:
#   deploy/wheels.sh [FOLDER]        (wheels/ unless told)
# and there: pip install --no-index --find-links FOLDER -r requirements.txt
# Both machines need the same version of Python and the same kind of processor; PYTHON chooses another Python.
set -eu
cd "$(dirname "$0")/.."
folder=${1:-wheels}
mkdir -p "$folder"
for pins in requirements*.txt; do
    case $pins in requirements-dev.txt | requirements-bench.txt) continue ;; esac
    "${PYTHON:-python3}" -m pip wheel --quiet --disable-pip-version-check --wheel-dir "$folder" -r "$pins"
done
echo "$(find "$folder" -name '*.whl' | wc -l) wheels in $folder"
