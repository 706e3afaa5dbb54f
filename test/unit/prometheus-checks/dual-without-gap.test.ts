import { describe, expect, it } from 'vitest';
import { askerOf } from '../../../src/checks/ask.ts';
import type { Endpoint } from '../../../src/live/cluster.ts';
import { EVERY_SERIES } from '../../../src/packs/prometheus/backfill/selector.ts';
import { emptyState } from '../../../src/packs/prometheus/backfill/state.ts';
import { dualWithoutGap } from '../../../src/packs/prometheus/checks/dual-without-gap.ts';
import { fakePrometheus, HOUR, MINUTE, NOW, type Series, verdictOf } from './fake-prometheus.ts';
import { NEW_URL, OLD_URL, ownMetrics, type Process } from './queue.ts';
import { chartManifest, stackManifest } from './release.ts';

const SINCE = NOW - 26 * HOUR;
const ENTRIES = [
  { name: 'old', url: OLD_URL },
  { name: 'new', url: NEW_URL },
];
const SETTINGS = { destination: NEW_URL, dualSince: new Date(SINCE).toISOString() };
/** The reload came 40 s after the upgrade. */
const QUEUE = { queueFrom: SINCE + 40_000 };

const said = async (
  process: Process,
  { settings = {}, pods }: { settings?: Record<string, string>; pods?: Record<string, Endpoint> } = {},
) => {
  const result = await verdictOf(dualWithoutGap, {
    manifest: chartManifest(ENTRIES),
    settings: { ...SETTINGS, ...settings },
    pods: pods ?? { 'mon-prometheus-server-0': fakePrometheus(ownMetrics({ ...QUEUE, ...process })) },
  });
  return [result.status, result.seen] as const;
};

const saying = (...parts: readonly string[]) => expect.stringMatching(new RegExp(parts.join('.*'), 's'));

describe('dual-without-gap', () => {
  it('is ok where all that was taken in was delivered', async () => {
    expect(await said({})).toEqual([
      'ok',
      'all 1,559,000 samples since 2026-11-29T10:01:00Z reached new from 1 process',
    ]);
  });

  it('does not mind samples that are on their way at most scrapes', async () => {
    const at: Process['at'] = (time, { total }) =>
      time % 60_000 === 0 ? {} : { total: total - 400, pending: 150 };
    expect((await said({ at }))[0]).toBe('ok');
  });

  it('does not mind what was sent twice', async () => {
    const at: Process['at'] = (time, { total }) =>
      time > NOW - HOUR ? { total: total + 16_250, retried: 16_250 } : {};
    expect((await said({ at }))[0]).toBe('ok');
  });

  it('has failed by as many samples as an outage longer than the WAL took', async () => {
    const at: Process['at'] = (time, { total }) =>
      time > NOW - HOUR ? { total: total - 23_700 + 209_500, retried: 209_500 } : {};
    expect(await said({ at })).toEqual([
      'failed',
      saying('23,700 samples taken in since 2026-11-29T10:01:00Z and not delivered', 'phasegate backfill'),
    ]);
  });

  it('has failed where samples were lost just now', async () => {
    const at: Process['at'] = (time, { total }) => (time > NOW - 5 * MINUTE ? { total: total - 400 } : {});
    expect(await said({ at })).toEqual(['failed', saying('400 samples taken in')]);
  });

  describe('a request that is under way at a scrape, and is counted as sent and as waiting', () => {
    const BATCH = 500;
    const LOST = NOW - HOUR;
    /** Where one is under way, all that was taken in before it has been sent. */
    const sending = (
      isUnderWay: (time: number) => boolean,
      lostFrom = Infinity,
    ): NonNullable<Process['at']> => {
      return (time, { total }) => {
        const sent = time > lostFrom ? total - BATCH : total;
        return isUnderWay(time) ? { total: sent, pending: BATCH } : { total: sent };
      };
    };

    it.each([
      { where: 'the last scrape', isUnderWay: (time: number) => time === NOW },
      { where: 'most of the last scrapes', isUnderWay: (time: number) => time > LOST && time % 90_000 !== 0 },
    ])('does not hide the loss of one at $where', async ({ isUnderWay }) => {
      expect(await said({ at: sending(isUnderWay, LOST) })).toEqual([
        'failed',
        saying('500 samples taken in since .* and not delivered'),
      ]);
      expect((await said({ at: sending(isUnderWay) }))[0]).toBe('ok');
    });

    it('is no loss where it was under way at the start', async () => {
      const isUnderWay = (time: number) => time < SINCE + 2 * MINUTE;
      expect((await said({ at: sending(isUnderWay) }))[0]).toBe('ok');
    });

    it('does not move the start beyond a loss soon after it', async () => {
      const at: Process['at'] = (time, { total }) => ({
        pending: time < SINCE + 4 * MINUTE ? BATCH : 0,
        ...(time > SINCE + 5 * MINUTE && { total: total - 1700 + 209_500, retried: 209_500 }),
      });
      expect(await said({ at })).toEqual(['failed', saying('1,700 samples taken in')]);
    });

    it('leaves open what it may hide where one is under way at every scrape', async () => {
      for (const lostFrom of [Infinity, LOST])
        expect(await said({ at: sending(() => true, lostFrom) })).toEqual([
          'ok',
          saying(
            'all but [\\d,]+ of 1,559,000 samples since .* reached new',
            'not proven: [\\d,]+ samples, as requests were under way at every scrape',
          ),
        ]);
    });

    it('does not hide more than is under way', async () => {
      const at: Process['at'] = (time, { total }) => ({
        pending: BATCH,
        ...(time > LOST && { total: total - 23_700 + 209_500, retried: 209_500 }),
      });
      expect(await said({ at })).toEqual(['failed', saying('^at least 23,200 samples taken in')]);
    });

    it('is waited for where it may hide more than a thousandth of all', async () => {
      const at = sending(() => true);
      const dualSince = new Date(NOW - 12 * MINUTE).toISOString();
      expect(await said({ at }, { settings: { dualSince } })).toEqual([
        'waiting',
        saying('up to 500 of 1\\d,\\d+ samples'),
      ]);
    });

    it('does not trust a single scrape without one, at which the WAL may not have been read on', async () => {
      const isUnderWay = (time: number) => time > LOST && time !== NOW - MINUTE;
      expect(await said({ at: sending(isUnderWay, LOST) })).toEqual([
        'ok',
        saying('all but 500 of 1,559,000 samples'),
      ]);
      const unread: Process['at'] = (time, counts) =>
        time === NOW - MINUTE ? { total: counts.total - 400 } : sending(isUnderWay)(time, counts);
      expect((await said({ at: unread }))[0]).toBe('ok');
    });
  });

  it('does not know where what is missing may be on its way', async () => {
    const at: Process['at'] = (time, { total }) =>
      time > NOW - 3 * MINUTE ? { total: total - 30 - (time % 60_000 === 0 ? 0 : 300) } : {};
    expect(await said({ at })).toEqual(['unknown', saying('30 samples missing', 'on their way')]);
  });

  it('does not know where somebody wrote older samples into the Prometheus', async () => {
    const at: Process['at'] = (time, { in: taken }) =>
      time > NOW - HOUR ? { in: taken + 200, older: 200 } : {};
    expect(await said({ at })).toEqual(['unknown', saying('200 samples of the past were written into this')]);
  });

  it('has failed where the store refused samples', async () => {
    const at: Process['at'] = (time) => (time > NOW - MINUTE ? { failed: 500 } : {});
    expect(await said({ at })).toEqual(['failed', saying('500 samples refused by the store')]);
  });

  it.each([
    { reason: 'too_old', status: 'failed' },
    { reason: 'unintentionally_dropped_series', status: 'failed' },
    { reason: '', status: 'failed' },
    { reason: 'dropped_series', status: 'ok' },
  ])('dropped for the reason "$reason": $status', async ({ reason, status }) => {
    const at: Process['at'] = (time, { total }) =>
      time > NOW - HOUR
        ? { total: total - 400, dropped: { [reason]: '400' } }
        : { dropped: { [reason]: '0' } };
    expect((await said({ at }))[0]).toBe(status);
  });

  it('counts what write_relabel_configs leave out as not delivered', async () => {
    const at: Process['at'] = (time, { total }) =>
      time > NOW - HOUR
        ? { total: total - 400, dropped: { dropped_series: '400' } }
        : { dropped: { dropped_series: '0' } };
    expect(await said({ at })).toEqual([
      'ok',
      saying('all 1,558,600 samples since .*not proven: 400 samples that write_relabel_configs left out'),
    ]);
  });

  it('has failed where native histograms were not sent', async () => {
    const at: Process['at'] = (time) => ({
      histograms: { in: time > NOW - HOUR ? 5 : 0, total: 0 },
    });
    expect(await said({ at })).toEqual(['failed', saying('5 native histograms taken in')]);
  });

  it.each([
    {
      what: 'a restart',
      process: { start: NOW - 3 * HOUR, queueFrom: NOW - 3 * HOUR },
      why: 'it was started at',
    },
    {
      what: 'a counter that began anew',
      process: {
        at: (time: number, { total }: { total: number }) =>
          time > NOW - HOUR ? { total: total - 2_000_000 } : {},
      },
      why: 'began anew 1 time',
    },
    {
      what: 'a failed reload',
      process: { isReloaded: false },
      why: 'the last reload of its configuration failed',
    },
    { what: '2.52.0', process: { version: '2.52.0' }, why: 'upgrade to 2.53.1' },
    {
      what: 'a server without samples_in_total',
      process: { without: /samples_in_total/ },
      why: 'does not count what it takes in',
    },
    { what: 'a queue that began later', process: { queueFrom: NOW - 20 * HOUR }, why: 'it began later' },
  ] satisfies { what: string; process: Process; why: string }[])(
    'cannot be proven across $what',
    async ({ process, why }) => {
      expect(await said(process)).toEqual([
        'unknown',
        saying(why, 'phasegate backfill --start 2026-11-29T10:00:00Z'),
      ]);
    },
  );

  it.each(['', '2.42.0+ds', 'main'])(
    'does not mind a build that says it is version "%s"',
    async (version) => {
      expect((await said({ version }))[0]).toBe('ok');
    },
  );

  it('waits for a queue that is behind', async () => {
    expect(await said({ lag: 75 })).toEqual(['waiting', saying('new is 75 s behind')]);
  });

  it('says what to do where nobody scrapes the process', async () => {
    const own = ownMetrics(QUEUE);
    const blind = fakePrometheus(own, () => true, {
      '/api/v1/query': JSON.stringify({ status: 'success', data: { resultType: 'vector', result: [] } }),
    });
    expect(await said({}, { pods: { 'mon-prometheus-server-0': blind } })).toEqual([
      'unknown',
      saying('let it scrape itself'),
    ]);
  });

  it('has failed where the process does not write to the store', async () => {
    const own = ownMetrics(QUEUE).filter(({ labels }) => labels.url === undefined);
    expect(await said({}, { pods: { 'mon-prometheus-server-0': fakePrometheus(own) } })).toEqual([
      'failed',
      saying('it has no queue for the new store'),
    ]);
  });

  it('looks at the queue of the entry where two tenants of one store have a queue each', async () => {
    const at: Process['at'] = (time, { total }) => (time > NOW - HOUR ? { total: total - 350 } : {});
    const named = (remote_name: string, own: readonly Series[]): readonly Series[] =>
      own
        .filter(({ labels }) => labels.url !== undefined)
        .map((one) => ({ ...one, labels: { ...one.labels, remote_name } }));
    const losing = ownMetrics({ ...QUEUE, at });
    const other = named('old', ownMetrics(QUEUE));
    const entries = ['old', 'new'].map((name) => ({ name, url: NEW_URL, tenant: name }));
    const verdictWith = async (series: readonly Series[]) => {
      const { status, seen } = await verdictOf(dualWithoutGap, {
        manifest: chartManifest(entries),
        settings: { ...SETTINGS, destinationTenant: 'new' },
        pods: { 'mon-prometheus-server-0': fakePrometheus(series) },
      });
      return [status, seen];
    };
    expect(await verdictWith([...other, ...losing])).toEqual(['failed', saying('350 samples taken in')]);
    const renamed = named('c0ffee', losing);
    const rest = losing.filter(({ labels }) => labels.url === undefined);
    expect(await verdictWith([...other, ...renamed, ...rest])).toEqual([
      'unknown',
      saying('2 queues for the new store: old, c0ffee'),
    ]);
  });

  it('does not believe failures that a receiver 3.8.0 makes senders count', async () => {
    const buildinfo = JSON.stringify({ status: 'success', data: { version: '3.8.0' } });
    const at: Process['at'] = (time) => (time > NOW - MINUTE ? { failed: 1861 } : {});
    const { status, seen } = await verdictOf(dualWithoutGap, {
      manifest: chartManifest(ENTRIES),
      settings: { ...SETTINGS, destinationQueryUrl: 'http://new:9090' },
      pods: { 'mon-prometheus-server-0': fakePrometheus(ownMetrics({ ...QUEUE, at })) },
      destination: fakePrometheus([], undefined, { '/api/v1/status/buildinfo': buildinfo }),
    });
    expect([status, seen]).toEqual(['unknown', saying('1,861 samples refused', '3.8.0')]);
  });
});

describe('a hole in dual that a backfill was run across', () => {
  const verdictAfter = async (
    more: { selector?: string; dropHistograms?: boolean },
    histograms?: { in: number; total: number },
  ) => {
    const at: Process['at'] = (time, { total }) => ({
      ...(time > NOW - 3 * HOUR && { total: total - 23_700 + 209_500, retried: 209_500 }),
      ...(histograms && { histograms }),
    });
    const [start, end] = [NOW - 48 * HOUR, NOW - 2 * HOUR];
    const identity = {
      ...{ reader: 'http://cortex:9009/prometheus/api/v1/read', writer: NEW_URL, selector: EVERY_SERIES },
      ...{ drop: [], tenants: ['', ''], ...more },
    };
    const whole = [[start, end]] as const;
    const state = {
      ...emptyState({ name: 'backfill', identity, product: 'mimir', start, end }),
      ...{ copied: whole, verified: whole, settled: whole, samples: 1 },
    };
    const { status, seen } = await verdictOf(dualWithoutGap, {
      manifest: chartManifest(ENTRIES),
      settings: { ...SETTINGS, backfillState: 'configmap/move' },
      pods: { 'mon-prometheus-server-0': fakePrometheus(ownMetrics({ ...QUEUE, at })) },
      objects: { 'configmap/move': { data: { 'state.json': JSON.stringify(state) } } },
    });
    return [status, seen];
  };

  it.each([{}, { dropHistograms: true }])('is closed by it: %j', async (more) => {
    expect((await verdictAfter(more))[0]).toBe('ok');
  });

  it('stays open where that was one of some series', async () => {
    expect(await verdictAfter({ selector: '{job="node"}' })).toEqual([
      'failed',
      saying('23,700 samples taken in'),
    ]);
  });

  it('stays open where that was one without the native histograms that there are', async () => {
    const sent = { in: 5, total: 5 };
    expect((await verdictAfter({}, sent))[0]).toBe('ok');
    expect((await verdictAfter({ dropHistograms: true }, sent))[0]).toBe('failed');
  });
});

describe('several pods', () => {
  const LOSING: Process['at'] = (time, { total }) => (time > NOW - HOUR ? { total: total - 350 } : {});
  const first = ownMetrics({ ...QUEUE, instance: '10.0.0.1:9090' });
  const second = ownMetrics({ ...QUEUE, instance: '10.0.0.2:9090', start: NOW - 80 * HOUR, at: LOSING });
  const isFrom = (instance: string) => (labels: Series['labels']) => labels.instance === instance;

  const stack = (pods: Record<string, Endpoint>, more = '') =>
    verdictOf(dualWithoutGap, {
      manifest: stackManifest(ENTRIES, more),
      settings: SETTINGS,
      component: 'prometheus',
      pods,
    });

  it('are each looked at, though every one scrapes all', async () => {
    const all = [...first, ...second];
    const { status, seen } = await stack({
      'prometheus-mon-0': fakePrometheus(all, isFrom('10.0.0.1:9090')),
      'prometheus-mon-1': fakePrometheus(all, isFrom('10.0.0.2:9090')),
    });
    expect([status, seen]).toEqual(['failed', saying('pod prometheus-mon-1: 350 samples')]);
  });

  it('of shards are found in the history of another', async () => {
    const [mine, other] = [fakePrometheus(first), fakePrometheus(second, isFrom('10.0.0.2:9090'))];
    const askingOther: Endpoint = (request) =>
      request.path.startsWith('/metrics') ? mine(request) : other(request);
    const having: Endpoint = (request) =>
      request.path.startsWith('/metrics') ? other(request) : fakePrometheus([...first, ...second])(request);
    const { status, seen } = await stack({ 'prometheus-mon-0': askingOther, 'prometheus-mon-1': having });
    expect([status, seen]).toEqual(['failed', saying('pod prometheus-mon-1: 350 samples')]);
  });

  const refusing = (own: readonly Series[], why: string): Endpoint =>
    fakePrometheus(own, undefined, { '/api/v1/query': `{"status":"error","error":"${why}"` });

  it('tell why they were not answered where no other has the history', async () => {
    const pods = {
      'prometheus-mon-0': refusing(first, 'query queue is full'),
      'prometheus-mon-1': fakePrometheus(second, isFrom('10.0.0.2:9090')),
    };
    expect(await stack(pods)).toMatchObject({
      status: 'failed',
      seen: saying('pod prometheus-mon-1: 350 samples'),
    });
    const fine = ownMetrics({ ...QUEUE, instance: '10.0.0.2:9090', start: NOW - 80 * HOUR });
    expect(await stack({ ...pods, 'prometheus-mon-1': fakePrometheus(fine) })).toMatchObject({
      status: 'unknown',
      seen: saying('pod prometheus-mon-0: ', 'pod prometheus-mon-0: .*query queue is full'),
    });
    expect(
      await stack({ ...pods, 'prometheus-mon-1': refusing(fine, 'head block is not ready') }),
    ).toMatchObject({
      status: 'unknown',
      seen: saying('query queue is full', 'head block is not ready'),
    });
  });

  it('prove nothing where --url names one of them', async () => {
    const fine = fakePrometheus(first, isFrom('10.0.0.1:9090'));
    const { status, seen } = await verdictOf(dualWithoutGap, {
      manifest: stackManifest(ENTRIES),
      settings: SETTINGS,
      component: 'prometheus',
      pods: { 'prometheus-mon-0': fine, 'prometheus-mon-1': fine },
      context: { address: askerOf(fine) },
    });
    expect([status, seen]).toEqual(['unknown', saying('--url names one address, and there are 2 pods')]);
  });

  it('prove nothing where one of them is missing', async () => {
    const { status, seen } = await stack({ 'prometheus-mon-0': fakePrometheus(first) });
    expect([status, seen]).toEqual(['unknown', saying('only 1 of 2 pods of prometheus can be seen')]);
  });
});
