import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Io } from '../io.ts';

interface FoundFiles {
  readonly files: readonly string[];
  /** Messages for exit code 2. */
  readonly problems: readonly string[];
}

const GLOB = /[*?[\]{}!]/;

function kindOf(path: string): 'file' | 'folder' | 'missing' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'missing';
  }
}

async function expand(pattern: string, io: Io): Promise<readonly string[]> {
  const { glob } = await import('tinyglobby');
  const found = await glob(pattern, {
    cwd: io.cwd,
    expandDirectories: false,
    ignore: ['**/node_modules/**'],
  });
  return found.toSorted();
}

async function find(word: string, io: Io): Promise<FoundFiles> {
  if (word === '-') return { files: [word], problems: [] };
  const kind = kindOf(resolve(io.cwd, word));
  if (kind === 'file') return { files: [word], problems: [] };
  if (kind === 'folder') {
    const problem = `phasegate: ${word} is a directory; give files, or a glob such as '${word.replace(/\/$/, '')}/**/values*.yaml'`;
    return { files: [], problems: [problem] };
  }
  if (!GLOB.test(word)) return { files: [], problems: [`phasegate: ${word}: no such file`] };
  const files = await expand(word, io);
  return { files, problems: files.length > 0 ? [] : [`phasegate: no file matches ${word}`] };
}

/** The files that words of a command line mean: names, globs and `-`, each file once, by the first of its names. */
export async function findFiles(words: readonly string[], io: Io): Promise<FoundFiles> {
  const found = await Promise.all(words.map((word) => find(word, io)));
  const named = new Map<string, string>();
  for (const file of found.flatMap(({ files }) => files)) {
    const path = file === '-' ? file : resolve(io.cwd, file);
    if (!named.has(path)) named.set(path, file);
  }
  return {
    files: [...named.values()],
    problems: found.flatMap(({ problems }) => problems),
  };
}
