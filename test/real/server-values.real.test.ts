import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PHASE_FLAGS_2 } from '../../src/packs/pyroscope/rules/examples.ts';
import {
  JUDGED_FILE,
  type JudgedValue,
  judgedServer,
  judgedValues,
  nested,
} from '../judged/server-values.ts';

/** A folder with programs pyroscope-VERSION, built by hand: servers 2.x are in no package registry. */
const FOLDER = process.env.PHASEGATE_SERVERS ?? '';
/** Set to write what the servers do into the table. */
const isRecording = process.env.PHASEGATE_RECORD_SERVERS === '1';

const { servers, rows } = judgedValues();
const cwd = mkdtempSync(join(tmpdir(), 'phasegate-server-values-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** A module that no server has: once everything is read, the server says so and exits, and opens nothing. */
const NO_MODULE = 'nothing';
const READ_ALL = `unrecognised module name: ${NO_MODULE}`;

function verdict(column: string, { in: place, key, value }: JudgedValue): 'taken' | 'refused' | undefined {
  writeFileSync(join(cwd, 'config.yaml'), place === 'flag' ? '' : nested(key, value));
  const { version, phase } = judgedServer(column);
  const args = [
    `-target=${place === 'storage' ? 'storage,' : ''}${NO_MODULE}`,
    '-config.file=config.yaml',
    ...(phase ? PHASE_FLAGS_2[phase] : []),
    ...(place === 'flag' ? [`-${key}=${value}`] : []),
  ];
  const env = { ...process.env, PYROSCOPE_V2_EXPERIMENT: '1' };
  const run = spawnSync(join(FOLDER, `pyroscope-${version}`), args, {
    cwd,
    env,
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (run.error) throw run.error;
  const said = run.stdout + run.stderr;
  if (/not defined|field \S+ not found/.test(said)) return undefined;
  return said.includes(READ_ALL) ? 'taken' : 'refused';
}

describe.skipIf(servers.some((one) => !existsSync(join(FOLDER, `pyroscope-${judgedServer(one).version}`))))(
  'a server',
  () => {
    it('does with each value what the table says', () => {
      const judged = rows.map((row) => ({
        row,
        words: servers.map((server) => verdict(server, row)),
      }));
      if (isRecording) {
        const head = readFileSync(JUDGED_FILE, 'utf8')
          .split('\n')
          .filter((line) => line.startsWith('#'));
        const lines = judged.map(({ row, words }) => [
          row.in,
          row.key,
          row.value,
          ...words.map((word) => word ?? ''),
        ]);
        writeFileSync(JUDGED_FILE, [...head, ...lines.map((cells) => cells.join('\t')), ''].join('\n'));
      }
      const wrong = judged.filter(({ row, words }) =>
        servers.some((server, at) => row.verdicts[server] !== words[at]),
      );
      expect(wrong.map(({ row }) => `${row.in} ${row.key}: ${row.value}`)).toEqual([]);
    });
  },
);
