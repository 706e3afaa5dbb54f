import { describe, expect, it } from 'vitest';
import { run } from './run.ts';

describe('a report of a run without a release', () => {
  const STRANGER = { stdin: 'kind: A\n' };
  const ARGV = ['render', '--require-match', '--phase', 'v2', '--report', 'r.json'];

  it('says what the process says', async () => {
    const { code, out, said, file } = await run(ARGV, STRANGER);
    expect([code, out]).toEqual([1, '']);
    expect(said).toContain('--require-match');
    expect(JSON.parse(file('r.json'))).toMatchObject({ outcome: 'refused', exitCode: 1, releases: [] });
  });

  it('says so in mode warn, which lets it through', async () => {
    const { code, out, file } = await run([...ARGV, '--mode', 'warn'], STRANGER);
    expect([code, out]).toEqual([0, 'kind: A\n']);
    expect(JSON.parse(file('r.json'))).toMatchObject({ outcome: 'would refuse', exitCode: 0 });
  });

  it('is a clean run where no match is required', async () => {
    const { code, out, file } = await run(['render', '--report', 'r.json'], STRANGER);
    expect([code, out]).toEqual([0, 'kind: A\n']);
    expect(JSON.parse(file('r.json'))).toMatchObject({ outcome: 'unchanged', exitCode: 0 });
  });
});
