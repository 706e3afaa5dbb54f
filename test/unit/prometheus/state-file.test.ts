import { execFile } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { between, END, migration, START } from './migration.ts';

it.each([false, true])(
  'a state behind a link stays there (its file is there before: %s)',
  async (isThere) => {
    let beside: readonly string[] = [];
    const files = { path: '' };
    const { again, cwd } = await migration({
      source: {
        faultFor: (path, number) => {
          if (path === '/api/v1/read' && number === 2) beside = readdirSync(files.path);
          return undefined;
        },
      },
    });
    files.path = join(cwd, 'kept');
    mkdirSync(files.path);
    if (isThere) await again(...between(START, END), '--state=kept/state.json', '--no-wait');
    symlinkSync('kept/state.json', join(cwd, 'link.json'));
    const { exit, out } = await again(...between(START, END), '--state=link.json');
    expect([exit, out]).toEqual([0, expect.stringMatching(/^backfill: verified\n/)]);
    expect(lstatSync(join(cwd, 'link.json')).isSymbolicLink()).toBe(true);
    expect(JSON.parse(readFileSync(join(files.path, 'state.json'), 'utf8'))).toMatchObject({
      settled: [[START, END]],
    });
    expect(beside).toContain('state.json.lock');
    expect(readdirSync(cwd).toSorted()).toEqual(['kept', 'link.json']);
  },
);

it('links that lead to each other are told', async () => {
  const { again, cwd } = await migration();
  symlinkSync('b', join(cwd, 'a'));
  symlinkSync('a', join(cwd, 'b'));
  const { exit, err } = await again(...between(START, END), '--state=a');
  expect([exit, err]).toEqual([2, expect.stringContaining('cannot be read (ELOOP)')]);
});

it.skipIf(process.platform === 'win32')('a disk that is full leaves no lock behind', async () => {
  const { cwd, source, destination } = await migration();
  const program = join(import.meta.dirname, '../../../bin/phasegate.js');
  const words = [
    ...['backfill', `--reader-url=${source.url}/api/v1/read`],
    ...[`--writer-url=${destination.url}/api/v1/write`, ...between(START, END)],
  ];
  // Of a file that may grow to no byte, making succeeds and writing fails, as on a disk that is full.
  const ran = promisify(execFile)(
    'sh',
    ['-c', 'ulimit -f 0; exec "$@"', 'sh', process.execPath, program, ...words],
    {
      cwd,
    },
  );
  await expect(ran).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringContaining('the state cannot be kept'),
  });
  expect(readdirSync(cwd)).toEqual([]);
});
