import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownFolder, run } from './program.ts';
import { foreign, singleBinary } from './single-binary.ts';

const TO_V2 = ['render', '--phase', 'v2'];
const input = singleBinary();
const keptIn = (folder: string): string => join(folder, 'state/phasegate/reports');

describe('reports', () => {
  it('are kept for the last 20 of 25 runs, readable by their owner alone', { timeout: 60_000 }, async () => {
    const folder = ownFolder();
    for (let nth = 0; nth < 25; nth += 1) await run(TO_V2, { input, folder });
    const kept = readdirSync(keptIn(folder));
    expect(kept).toHaveLength(20);
    const modes = kept.map((name) => statSync(join(keptIn(folder), name)).mode & 0o777);
    expect(new Set(modes)).toEqual(new Set([0o600]));
    expect(statSync(keptIn(folder)).mode & 0o777).toBe(0o700);
  });

  it('are shown by `phasegate report`, the last one', async () => {
    const folder = ownFolder();
    expect((await run(['report'], { folder })).code).toBe(1);
    await run(['render', '--phase', 'v1'], { input, folder });
    await run(TO_V2, { input, folder });
    const { code, out } = await run(['report'], { folder });
    expect(code).toBe(0);
    expect(out.toString()).toContain('profiles in perf: dual → v2');
    const asJson = JSON.parse((await run(['report', '--json'], { folder })).out.toString());
    expect(asJson).toMatchObject({ outcome: 'changed', releases: [{ from: 'dual', to: 'v2' }] });
  });

  it('are not kept for a stream without a release', async () => {
    const folder = ownFolder();
    for (const argv of [['render'], [...TO_V2, '--allow-no-match']])
      expect((await run(argv, { input: foreign, folder })).code).toBe(0);
    expect(existsSync(keptIn(folder))).toBe(false);
  });

  it('are kept for one that is refused, which Helm 4 says nothing about', async () => {
    const folder = ownFolder();
    expect((await run(TO_V2, { input: foreign, folder })).code).toBe(1);
    expect((await run(['report'], { folder })).out.toString()).toContain('no release of a known pack');
  });

  it('that cannot be kept are a note, and the run goes on', async () => {
    const folder = ownFolder();
    writeFileSync(join(folder, 'state'), 'a file where the folder should be');
    const { code, out, err } = await run(TO_V2, { input, folder });
    expect(code).toBe(0);
    expect(out.toString()).toContain('-architecture.storage=v2');
    expect(err).toMatch(/^phasegate: note: cannot store the report in .*\((ENOTDIR|EEXIST)\)$/m);
  });

  it('go to the step summary of GitHub, behind what is there', async () => {
    const folder = ownFolder();
    const summary = join(folder, 'summary.md');
    writeFileSync(summary, '# before\n');
    await run(TO_V2, { input, folder, env: { GITHUB_STEP_SUMMARY: summary } });
    expect(readFileSync(summary, 'utf8')).toMatch(/^# before\n[\s\S]*profiles in perf: dual → v2/);
  });

  it('to a step summary that cannot be written are a note', async () => {
    const { code, err } = await run(TO_V2, { input, env: { GITHUB_STEP_SUMMARY: '/' } });
    expect(code).toBe(0);
    expect(err).toContain('phasegate: note: $GITHUB_STEP_SUMMARY cannot be written (EISDIR)');
  });

  it('that were named and cannot be written stop the run before any output', async () => {
    const folder = ownFolder();
    mkdirSync(join(folder, 'taken'));
    for (const file of ['taken', 'missing/report.json']) {
      const { code, out, err } = await run([...TO_V2, '--report', file], { input, folder });
      expect({ code, out: out.length }).toEqual({ code: 2, out: 0 });
      expect(err).toContain('nothing was rendered');
    }
  });
});
