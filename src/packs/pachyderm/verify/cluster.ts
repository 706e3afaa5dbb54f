import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '../../../result.ts';
import { CannotAsk } from './answer.ts';
import type { Asking } from './asking.ts';
import { readObjects } from './json-stream.ts';
import {
  type Commit,
  type File,
  type Pipeline,
  readCommit,
  readFile,
  readPipeline,
  readRepo,
} from './records.ts';

/** Questions to a Pachyderm of 1.x, in the words of its pachctl. */
export interface PachydermCluster {
  readonly pipelines: () => Promise<readonly Pipeline[]>;
  /** Names. */
  readonly repos: () => Promise<readonly string[]>;
  readonly commits: (repo: string) => Promise<readonly Commit[]>;
  /** The files of a folder, or what pachctl says instead. */
  readonly files: (commit: Commit, folder: string) => Promise<Result<readonly File[], string>>;
  /** Reads a file; gives how many bytes came, or what pachctl says instead. */
  readonly fileBytes: (commit: Commit, file: File) => Promise<Result<number, string>>;
}

/** What pachctl takes for a pattern in a path. */
const PATTERN = /[*?[\]{}!()@+\\]/;

/** Whether a path reads as itself in every version. */
export const isPlain = (path: string): boolean => !PATTERN.test(path);

/** @throws CannotAsk */
function objectsOf(text: string, question: string): readonly unknown[] {
  const read = readObjects(text);
  if (read.ok) return read.value;
  throw new CannotAsk(
    `${question} printed what is not JSON: ${read.error}`,
    'check that --version and --pachctl belong together',
  );
}

/** A cluster as its pachctl shows it. */
export function pachydermCluster(asking: Asking): PachydermCluster {
  const list = async (words: readonly string[]): Promise<Result<readonly unknown[], string>> => {
    const said = await asking.pach(...words, '--raw');
    return said.ok ? ok(objectsOf(said.value, words.join(' '))) : said;
  };
  const whole = async (...words: readonly string[]): Promise<readonly unknown[]> => {
    const listed = await list(words);
    if (listed.ok) return listed.value;
    throw new CannotAsk(`pachctl ${words.join(' ')} failed: ${listed.error}`, 'run it by hand');
  };
  const { verb, place, has } = asking.pachctl;
  return {
    pipelines: async () => {
      const listed = await whole(...verb('list', 'pipeline'));
      return listed.map((one) => readPipeline(one, has('stopped-flag')));
    },
    repos: async () => (await whole(...verb('list', 'repo'))).map(readRepo),
    commits: async (repo) => (await whole(...verb('list', 'commit'), repo)).map(readCommit),
    files: async ({ repo, id }, folder) => {
      const listed = await list([...verb('list', 'file'), ...place(repo, id, folder)]);
      return listed.ok ? ok(listed.value.map(readFile)) : listed;
    },
    fileBytes: async ({ repo, id }, { path }) => {
      // To a file, as its bytes need not be text.
      const target = join(asking.scratch, 'file');
      rmSync(target, { force: true });
      const words = [...verb('get', 'file'), ...place(repo, id, path), '--output', target];
      const said = await asking.pach(...words);
      if (!said.ok) return said;
      const size = statSync(target, { throwIfNoEntry: false })?.size;
      return size === undefined ? err('pachctl wrote no file') : ok(size);
    },
  };
}
