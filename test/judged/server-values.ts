import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A value that was given to real servers. */
export interface JudgedValue {
  /** storage: in the configuration, of a server that opens its store. */
  readonly in: 'flag' | 'config' | 'storage';
  readonly key: string;
  /** YAML in the configuration; for a flag what stands behind `-flag=`. */
  readonly value: string;
  /** By server and storage, those that know the flag or key: `1.21.0`, `2.2.1 dual`. */
  readonly verdicts: Readonly<Record<string, 'taken' | 'refused'>>;
}

export const JUDGED_FILE = join(import.meta.dirname, 'server-values.tsv');

/** A column of the table: a server, and for 2.x the phase that it ran. */
export interface JudgedServer {
  readonly version: string;
  readonly phase: 'v1' | 'dual' | 'v2' | undefined;
}

export function judgedServer(column: string): JudgedServer {
  const [version = '', phase] = column.split(' ');
  return { version, phase: phase === 'v1' || phase === 'dual' || phase === 'v2' ? phase : undefined };
}

/** The lines of the table: comments as they are, rows as what was judged. The last comment names the columns. */
export function judgedValues(): {
  readonly servers: readonly string[];
  readonly rows: readonly JudgedValue[];
} {
  const lines = readFileSync(JUDGED_FILE, 'utf8').trimEnd().split('\n');
  const head = lines.findLast((line) => line.startsWith('#')) ?? '';
  const servers = head.split('\t').slice(3);
  const rows = lines
    .filter((line) => !line.startsWith('#'))
    .map((line): JudgedValue => {
      const [place, key = '', value = '', ...words] = line.split('\t');
      const verdicts = servers.flatMap((server, at) => {
        const word = words[at];
        return word === 'taken' || word === 'refused' ? [[server, word] as const] : [];
      });
      return {
        in: place === 'flag' || place === 'storage' ? place : 'config',
        key,
        value,
        verdicts: Object.fromEntries(verdicts),
      };
    });
  return { servers, rows };
}

/** A key of the configuration with a value, as a file of its own. */
export const nested = (key: string, value: string): string =>
  key
    .split('.')
    .map(
      (name, depth, all) => `${'  '.repeat(depth)}${name}:${depth === all.length - 1 ? ` ${value}` : ''}\n`,
    )
    .join('');
