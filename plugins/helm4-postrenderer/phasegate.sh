#!/bin/sh
# Helm installs a local plugin folder as a symbolic link, so the real folder has to be found
# before anything can be looked for beside it.
here=$(CDPATH='' cd -P -- "$(dirname -- "$0")" && pwd -P) || exit 3
beside="$here/../../bin/phasegate.js"

# The copy this folder came with goes first: plugin and program are then of one version.
if [ -f "$beside" ]; then
  exec node "$beside" "$@"
fi
if command -v phasegate >/dev/null 2>&1; then
  exec phasegate "$@"
fi

problem='phasegate: the Helm plugin found no phasegate program, neither beside its own folder nor on PATH; install it (npm install --global phasegate) and run helm again. Nothing was rendered.'
printf '%s\n' "$problem" >&2
# Helm 4 throws the stderr of a failed post-renderer away; a person at a terminal can still read this.
{ printf '%s\n' "$problem" >/dev/tty; } 2>/dev/null
exit 3
