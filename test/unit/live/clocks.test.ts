import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { historySkew, serverClocks } from '../../../src/live/clocks.ts';
import type { Revision } from '../../../src/live/cluster.ts';
import { urlEndpoint } from '../../../src/live/http.ts';

const NOW = new Date('2026-11-21T08:00:00Z');
const revision = (number: number, updated: string): Revision => ({
  revision: number,
  updated,
  status: 'deployed',
  chart: 'pyroscope-2.0.3',
  description: '',
});

describe('the clock of a revision', () => {
  it.each([
    ['the past', '2026-11-20T08:00:00Z'],
    ['two minutes ahead, which clocks may differ by', '2026-11-21T08:02:00Z'],
    ['the past, written in another zone', '2026-11-21T09:30:00+02:00'],
    ['no time at all', ''],
  ])('is fine in %s', (_, updated) => {
    expect(historySkew([revision(1, updated)], NOW)).toBeUndefined();
  });

  it('is told by the revision that is furthest ahead', () => {
    const history = [revision(1, '2026-11-21T08:05:00Z'), revision(2, '2026-11-21T11:00:00.5+01:00')];
    expect(historySkew(history, NOW)).toMatchObject({
      what: 'Revision 2 is dated 2026-11-21T11:00:00.5+01:00, 120 min in the future by the local clock (2026-11-21T08:00:00.000Z).',
    });
  });
});

describe('the clock of a server', () => {
  const answering = async (date: string | false) => {
    const server = createServer((_, response) => {
      response.sendDate = false;
      if (date !== false) response.setHeader('date', date);
      response.end('here');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const clocks = serverClocks(() => NOW.getTime());
    const endpoint = clocks.watched(urlEndpoint(new URL(`http://127.0.0.1:${port}`)));
    const answer = await endpoint({ path: '/ready', timeout: 5000 });
    server.close();
    return { answer, skew: clocks.skew() };
  };

  it.each([
    ['that agrees', '2026-11-21T08:00:00Z'],
    ['that is two minutes behind', '2026-11-21T07:58:00Z'],
  ])('is fine for one %s', async (_, date) => {
    expect((await answering(new Date(date).toUTCString())).skew).toBeUndefined();
  });

  it('is not asked of an answer without a date', async () => {
    const { answer, skew } = await answering(false);
    expect([answer.ok, skew]).toEqual([true, undefined]);
  });

  it.each([
    ['2026-11-20T07:00:00Z', '1500 min ahead of'],
    ['2026-11-21T08:05:00Z', '5 min behind'],
  ])('differs at %s', async (date, words) => {
    const { skew } = await answering(new Date(date).toUTCString());
    expect(skew?.what).toBe(`The local clock is ${words} the clock of a server.`);
  });
});
