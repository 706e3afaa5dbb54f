#!/bin/sh
# Helm installs a local plugin folder as a symbolic link, so find the real folder first.
here=$(CDPATH='' cd -P -- "$(dirname -- "$0")" && pwd -P) || exit 3
beside="$here/../../bin/phasegate.js"

# Prefer the program that came with this folder, so that plugin and program have the same version.
if [ -x "$here/phasegate" ]; then
  exec "$here/phasegate" "$@"
fi
if [ -f "$beside" ] && command -v node >/dev/null 2>&1; then
  exec node "$beside" "$@"
fi
if command -v phasegate >/dev/null 2>&1; then
  exec phasegate "$@"
fi

problem='phasegate: the Helm plugin cannot find the phasegate program next to its own folder or on PATH. Install it (npm install --global phasegate), or put the phasegate executable into the folder of the plugin or on PATH, and run helm again. Nothing was rendered.'
printf '%s\n' "$problem" >&2
# Helm 4 discards the stderr of a failed post-renderer; on a terminal this message still appears.
{ printf '%s\n' "$problem" >/dev/tty; } 2>/dev/null
exit 3
