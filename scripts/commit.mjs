// Which commit a build is made from.
import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';

const ROOT = realpathSync(resolve(import.meta.dirname, '..'));

function git(...args) {
  const { status, stdout } = spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** The commit's hash, with `-dirty` where files differ from it; `unknown` outside of the project's own repository. */
export function commitOfSources() {
  // An unpacked archive may lie inside another repository.
  const top = git('rev-parse', '--show-toplevel');
  if (top === undefined || realpathSync(top) !== ROOT) return 'unknown';
  return git('describe', '--always', '--dirty', '--abbrev=40', '--exclude=*') ?? 'unknown';
}
