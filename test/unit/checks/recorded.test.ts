import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RECORDINGS, type Recording, replayed, runAgainst } from '../../real/recording.ts';

const names = readdirSync(RECORDINGS).filter((name) => name.endsWith('.json'));
const pause = async () => undefined;

const read = (name: string): Recording =>
  JSON.parse(readFileSync(join(RECORDINGS, name), 'utf8')) as Recording;

describe('what real servers in dual answered', () => {
  it('is recorded of a server 1.x and of a server 2.x, whole and with a gap, in both layouts', () => {
    for (const version of ['1.21.0', '2.2.1'])
      for (const layout of ['single-binary', 'microservices'])
        for (const data of ['whole', 'gap']) expect(names).toContain(`${version}-${layout}-${data}.json`);
  });

  it.each(names)('%s: each check says of it what it should', async (name) => {
    const recording = read(name);
    const results = await runAgainst(recording, replayed(recording), pause);
    const complete = name.includes('-gap') ? 'failed' : 'ok';
    for (const { id, status, seen } of results)
      expect(status, `${id}: ${seen}`).toBe(id === 'v2-complete' ? complete : 'ok');
    const statuses = Object.fromEntries(results.map(({ id, status }) => [id, status]));
    expect(statuses).toEqual(recording.statuses);
  });

  it.each(names)('%s: and v2 without its answers is proven by nothing', async (name) => {
    const recording = read(name);
    const silent = recording.exchanges.filter(([, question]) => !question.includes('SelectSeries'));
    const results = await runAgainst(recording, replayed({ ...recording, exchanges: silent }), pause);
    expect(results.find(({ id }) => id === 'v2-complete')?.status).toBe('unknown');
  });
});
