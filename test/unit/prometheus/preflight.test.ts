import { expect, test } from 'vitest';
import { type Asked, type Embedded, embedded, type Reply, readReply, type Series } from './embedded.ts';
import { run } from './run.ts';

const DAY = 86_400_000;
const now = Date.now();
const SERIES: readonly Series[] = [
  { labels: { __name__: 'up', instance: 'a' }, samples: [[now - 600_000, 1]] },
  { labels: { __name__: 'up', instance: 'b' }, samples: [[now - 600_000, 1]] },
];

interface Fake {
  /** Of /metrics. */
  readonly metrics?: string | (() => string);
  readonly flags?: Readonly<Record<string, string>>;
  /** Of the configuration, as YAML. */
  readonly config?: string;
  readonly buildinfo?: Readonly<Record<string, string>>;
  readonly rules?: readonly object[];
  readonly series?: readonly Series[];
  /** Answers before all others. */
  readonly reply?: (asked: Asked) => Reply | undefined;
}

const data = (value: unknown): Reply => ({ body: JSON.stringify({ status: 'success', data: value }) });

let started = 1_796_000_000;

/** A server that says of itself what it is told to. */
function fake({ metrics, flags, config, buildinfo, rules, series = [], reply }: Fake): Promise<Embedded> {
  const start = ++started;
  return embedded((asked) => {
    const own = reply?.(asked);
    if (own !== undefined) return own;
    const path = asked.path.replace(/^\/prometheus/, '').replace(/\?.*/, '');
    if (path === '/metrics' && metrics !== undefined)
      return {
        body: `${typeof metrics === 'function' ? metrics() : `process_start_time_seconds ${start}\n${metrics}`}\n`,
      };
    if (path === '/api/v1/status/flags' && flags !== undefined) return data(flags);
    if (path === '/api/v1/status/config' && config !== undefined) return data({ yaml: config });
    if (path === '/api/v1/status/buildinfo' && buildinfo !== undefined) return data(buildinfo);
    if (path === '/api/v1/rules' && rules !== undefined) return data({ groups: [{ rules }] });
    if (path.endsWith('/read')) return readReply(asked, series);
    return undefined;
  });
}

const WINDOW = 'storage: {tsdb: {out_of_order_time_window: 90d}}';

/** A Prometheus that takes everything. */
const GOOD: Fake = {
  metrics: 'prometheus_tsdb_head_max_time_seconds 1',
  flags: {
    'storage.tsdb.retention.time': '90d',
    'storage.tsdb.retention.size': '0B',
    'web.enable-remote-write-receiver': 'true',
  },
  config: WINDOW,
  buildinfo: { version: '3.15.0' },
};
const SOURCE: Fake = { ...GOOD, series: SERIES };

interface Paths {
  readonly read?: string;
  readonly write?: string;
}

/** Errors and warnings of `--check`, by id, and what it printed. */
async function checked(
  source: Fake,
  destination: Fake,
  args: readonly string[] = [],
  { read = '/api/v1/read', write = '/api/v1/write' }: Paths = {},
) {
  await using from = await fake(source);
  await using to = await fake(destination);
  const { exit, out, err } = await run([
    '--check',
    ...(args.includes('--start') ? [] : ['--start', '1h']),
    '--reader-url',
    `${from.url}${read}`,
    '--writer-url',
    `${to.url}${write}`,
    '--format',
    'json',
    ...args,
  ]);
  const concerns = (JSON.parse(out) as { concerns: { id: string; severity: string }[] }).concerns;
  const ids = concerns
    .filter(({ severity }) => severity !== 'info')
    .map(({ id, severity }) => `${severity} ${id}`);
  return { ids, exit, err, asked: [...from.asked, ...to.asked] };
}

test('nothing is said of two servers that fit', async () => {
  const { ids, exit, err } = await checked(SOURCE, GOOD);
  expect({ ids, exit }).toEqual({ ids: [], exit: 0 });
  expect(err).toMatch(/^info disk-estimate: about 7 samples/);
});

const flagged = (more: Readonly<Record<string, string>>, config = WINDOW): Fake => ({
  ...GOOD,
  flags: { ...GOOD.flags, ...more },
  config,
});
const windowed = (window: string): Fake => ({
  ...GOOD,
  config: window === '' ? 'global: {}' : `storage: {tsdb: {out_of_order_time_window: ${window}}}`,
});

const PROMETHEUS: readonly (readonly [
  what: string,
  Fake,
  readonly string[],
  ids: readonly string[],
  text: RegExp,
])[] = [
  [
    'the default retention',
    flagged({ 'storage.tsdb.retention.time': '0s' }),
    ['--start', '20d'],
    ['error retention-too-short'],
    /keeps 15 d, and the range begins 20 d ago.*\n {2}Set --storage.tsdb.retention.time=21d.*or --start 14d/,
  ],
  [
    'the retention of a flag of 2.x',
    flagged({ 'storage.tsdb.retention.time': '0s', 'storage.tsdb.retention': '30d' }),
    ['--start', '20d'],
    [],
    /^info/,
  ],
  [
    'retention by size alone, as a flag',
    flagged({ 'storage.tsdb.retention.time': '0s', 'storage.tsdb.retention.size': '1GiB' }),
    ['--start', '20d'],
    [],
    /^info/,
  ],
  [
    'retention by size alone, in the configuration',
    flagged(
      { 'storage.tsdb.retention.time': '0s' },
      'storage: {tsdb: {out_of_order_time_window: 90d, retention: {size: 1GiB}}}',
    ),
    ['--start', '20d'],
    [],
    /^info/,
  ],
  [
    'retention in the configuration',
    flagged({}, 'storage: {tsdb: {out_of_order_time_window: 90d, retention: {time: 10d}}}'),
    ['--start', '20d'],
    ['error retention-too-short'],
    /keeps 10 d/,
  ],
  [
    'a size that the history does not fit into',
    {
      ...GOOD,
      metrics: 'prometheus_tsdb_retention_limit_bytes 1000000\nprometheus_tsdb_storage_blocks_bytes 999990',
    },
    [],
    ['warning retention-by-size'],
    /once they have 1 MB: they have 1 MB now/,
  ],
  [
    'no window on an empty server',
    { ...windowed(''), metrics: 'prometheus_tsdb_head_max_time_seconds -9.223372036854776e+15' },
    [],
    ['error window-too-short'],
    /no out-of-order window.*\n {2}Set storage.tsdb.out_of_order_time_window: 2d .*a reload is enough/,
  ],
  ['a window of zero', windowed('0s'), [], ['error window-too-short'], /no out-of-order window/],
  [
    'a window that is too short',
    windowed('1d'),
    ['--start', '3d'],
    ['error window-too-short'],
    /at most 24 h older than its newest, and the range begins 3 d before that/,
  ],
  [
    'a window counted from a sample ahead of time',
    { ...windowed('2h'), metrics: `prometheus_tsdb_head_max_time_seconds ${now / 1000 + 5.5 * 3600}` },
    [],
    ['error window-too-short'],
    /range begins 6 h \d+ min before that/,
  ],
  [
    'the receiver off',
    flagged({ 'web.enable-remote-write-receiver': 'false' }),
    [],
    ['error receiver-off'],
    /--web.enable-remote-write-receiver .*enableRemoteWriteReceiver: true/,
  ],
  [
    'the receiver on by the feature flag of 2.x',
    flagged({ 'web.enable-remote-write-receiver': 'false', 'enable-feature': 'remote-write-receiver' }),
    [],
    [],
    /^info/,
  ],
  [
    'an agent of 3.x, and nothing else about it',
    flagged({ agent: 'true', 'storage.tsdb.retention.time': '0s' }, 'global: {}'),
    ['--start', '20d'],
    ['error destination-is-agent'],
    /keeps no history/,
  ],
  [
    'an agent of 2.x',
    flagged({ 'enable-feature': 'agent' }),
    [],
    ['error destination-is-agent'],
    /forwards to/,
  ],
  [
    'recording rules',
    { ...GOOD, rules: [{ type: 'recording' }] },
    [],
    ['warning recording-rules'],
    /collide/,
  ],
  ['alerts alone', { ...GOOD, rules: [{ type: 'alerting' }] }, [], [], /^info/],
  [
    'remote_write 2.0 where it is not known yet',
    { ...GOOD, buildinfo: { version: '2.42.0' } },
    ['--remote-write-version', '2.0'],
    ['error remote-write-2'],
    /Prometheus 2.42.0 does not take remote_write 2.0; it would acknowledge everything/,
  ],
  [
    'remote_write 2.0 where it is switched off',
    flagged({ 'web.remote-write-receiver.accepted-protobuf-messages': 'prometheus.WriteRequest' }),
    ['--remote-write-version', '2.0'],
    ['error remote-write-2'],
    /does not take remote_write 2.0\.\n/,
  ],
  [
    'remote_write 2.0 where it is known',
    flagged({
      'web.remote-write-receiver.accepted-protobuf-messages':
        'prometheus.WriteRequest,io.prometheus.write.v2.Request',
    }),
    ['--remote-write-version', '2.0'],
    [],
    /^info/,
  ],
];

test.each(PROMETHEUS)('Prometheus as destination: %s', async (_, destination, args, ids, text) => {
  const found = await checked(SOURCE, destination, args);
  expect(found.ids).toEqual(ids);
  expect(found.err).toMatch(text);
});

const HISTOGRAMS: Fake = {
  ...GOOD,
  series: [{ labels: { __name__: 'h' }, samples: [], histograms: [now - 600_000] }],
};

test.each([
  ['2.42.0+ds', '', ['error histograms-out-of-order']],
  ['2.55.1', 'native-histograms', ['error histograms-out-of-order']],
  ['3.5.1', '', ['error histograms-disabled']],
  ['3.5.1', 'native-histograms', []],
  ['3.9.0', '', []],
  ['', '', []],
])('histograms to Prometheus %j with the features %j: %j', async (version, features, ids) => {
  const destination = { ...flagged({ 'enable-feature': features }), buildinfo: { version } };
  expect((await checked(HISTOGRAMS, destination)).ids).toEqual(ids);
  expect((await checked(HISTOGRAMS, destination, ['--drop-histograms'])).ids).toEqual([]);
});

test.each([
  ['2.42.0', []],
  ['2.55.1', ['warning unusual-names']],
  ['3.5.0', []],
])('names with other characters to Prometheus %s: %j', async (version, ids) => {
  const { ids: found } = await checked(labelled({ 'http.status': '200' }), {
    ...GOOD,
    buildinfo: { version },
  });
  expect(found).toEqual(ids);
});

const OUTSIDE: Fake = {
  ...SOURCE,
  config: 'global: {external_labels: {prometheus: mon/k8s, prometheus_replica: p-0}}',
};

test('external labels are named with the flags that drop them', async () => {
  const { ids, err } = await checked(OUTSIDE, GOOD);
  expect(ids).toEqual(['warning external-labels']);
  expect(err).toContain('prometheus="mon/k8s" and prometheus_replica="p-0"');
  expect(err).toContain('--drop-label prometheus --drop-label prometheus_replica');
});

test.each([
  [['--drop-label', 'prometheus', '--drop-label', 'prometheus_replica'], []],
  [['--drop-label', 'prometheus'], ['warning external-labels']],
  [
    ['--reader-metrics-matcher', '{__name__="up",prometheus=~"mon.*"}'],
    ['error regex-on-external-label', 'warning external-labels'],
  ],
  [['--reader-metrics-matcher', '{__name__="up",prometheus="mon/k8s"}'], ['warning external-labels']],
  [['--reader-metrics-matcher', '{__name__=~"up"}'], ['warning external-labels']],
])('a source with external labels and %j: %j', async (args, ids) => {
  expect((await checked(OUTSIDE, GOOD, args)).ids).toEqual(ids);
});

test('a label that keeps series apart is not dropped', async () => {
  const { ids, err } = await checked(SOURCE, GOOD, ['--drop-label', 'instance']);
  expect(ids).toEqual(['error drop-label-merges']);
  expect(err).toContain('without instance, 1 of the series');
});

test('two labels of one name are told by the series', async () => {
  const labels = [
    ['__name__', 'up'],
    ['a', '1'],
    ['a', '2'],
  ] as const;
  const { ids, err } = await checked({ ...GOOD, series: [{ labels, samples: [[now - 600_000, 1]] }] }, GOOD);
  expect(ids).toEqual(['error double-label']);
  expect(err).toContain('up{a="1",a="2"}');
});

test('a source without a series is a warning, and none with --allow-empty', async () => {
  expect((await checked({ ...GOOD }, GOOD)).ids).toEqual(['warning source-looks-empty']);
  expect((await checked({ ...GOOD }, GOOD, ['--allow-empty'])).ids).toEqual([]);
});

test.each([
  [401, 'no org id', /--reader-http-header X-Scope-OrgID:<tenant>/],
  [500, 'unsupported operation with WAL-only storage', /An agent keeps no history/],
  [400, 'unsupported path requested: "/api/v1/read"', /VictoriaMetrics and Thanos have no remote_read/],
  [404, '404 page not found', /Check the path of --reader-url/],
])(
  'a source that answers %i %j',
  async (status, body, text) => {
    const isRead = ({ path }: Asked): boolean => path.endsWith('/read');
    const source = { ...GOOD, reply: (asked: Asked) => (isRead(asked) ? { status, body } : undefined) };
    const { ids, err } = await checked(source, GOOD);
    expect(ids).toEqual(['error source-unreadable']);
    expect(err).toMatch(text);
  },
  30_000,
);

test.each([
  ['/api/v1/write', '/api/v1/read', 'Swap them'],
  ['/api/v1/write', '/api/v1/write', 'Check both URLs'],
  ['/api/v1/read', '/api/v1/read', 'Check both URLs'],
])('addresses %s and %s of the wrong protocol', async (read, write, fix) => {
  const { ids, err } = await checked(SOURCE, GOOD, [], { read, write });
  expect(ids).toEqual(['error urls-swapped']);
  expect(err).toContain(fix);
});

test('the same server is told by its address, by its process, and not where path, tenant or database differ', async () => {
  await using one = await fake(SOURCE);
  const idsOf = async (read: string, write: string, ...args: string[]): Promise<string[]> => {
    const { out } = await run([
      ...['--check', '--start', '1h', '--format', 'json', '--reader-url', read, '--writer-url', write],
      ...args,
    ]);
    return (JSON.parse(out) as { concerns: { id: string }[] }).concerns.map(({ id }) => id);
  };
  const named = one.url.replace('127.0.0.1', 'localhost');
  expect(await idsOf(`${one.url}/api/v1/read`, `${one.url}/api/v1/write`)).toContain('same-server');
  expect(await idsOf(`${one.url}/api/v1/read`, `${named}/api/v1/write`)).toContain('same-server');
  const tenants = ['--reader-http-header', 'X-Scope-OrgID:a', '--writer-http-header', 'X-Scope-OrgID:b'];
  expect(
    await idsOf(`${one.url}/prometheus/api/v1/read`, `${one.url}/api/v1/push`, ...tenants),
  ).not.toContain('same-server');
  const paths = [
    `${one.url}/old/api/v1/read`,
    `${one.url}/new/api/v1/write`,
    '--destination',
    'prometheus',
  ] as const;
  expect(await idsOf(...paths)).not.toContain('same-server');
  expect(await idsOf(`${one.url}/api/v1/prom/read?db=a`, `${one.url}/api/v1/prom/write?db=b`)).not.toContain(
    'same-server',
  );
});

const lateBy = (late: number): Fake => ({
  ...SOURCE,
  reply: ({ path }) =>
    path.endsWith('/read')
      ? undefined
      : { status: 404, headers: { date: new Date(now - late).toUTCString() } },
});

test.each([
  [20 * 60_000, [], ['error clock-ahead']],
  [20 * 60_000, ['--end=26m'], []],
  [-20 * 60_000, [], []],
  [10_000, [], []],
])('a source whose clock is %i ms behind, and %j: %j', async (late, words, expected) => {
  const { ids, err } = await checked(lateBy(late), GOOD, words);
  expect(ids.filter((id) => id.includes('clock'))).toEqual(expected);
  if (expected.length > 0) expect(err).toMatch(/pass --end 2[67]m\./);
});

test('a redirect is said, on both sides', async () => {
  const moved: Fake = { reply: () => ({ status: 301, headers: { location: 'https://a/' } }) };
  expect((await checked(moved, GOOD)).err).toContain('That is a redirect, which is not followed');
  await using there = await fake(moved);
  const { exit, err } = await run([
    '--start=1h',
    `--reader-url=${there.url}/api/v1/read`,
    `--writer-url=${there.url}/api/v1/write`,
  ]);
  expect([exit, err]).toEqual([2, expect.stringContaining('answers with a redirect (HTTP 301)')]);
});

test('several servers behind an address are told by their start times', async () => {
  let number = 0;
  const several = { metrics: () => `process_start_time_seconds ${1_796_000_000 + (number++ % 2)}` };
  expect((await checked({ ...SOURCE, ...several }, GOOD)).ids).toEqual(['error several-sources']);
  number = 0;
  expect((await checked(SOURCE, { ...GOOD, ...several })).ids).toEqual(['error several-destinations']);
});

test('several servers that do not say when they were started are told by their answers', async () => {
  let number = 0;
  const gateway: Fake = {
    reply: (asked) =>
      asked.path.endsWith('/read')
        ? readReply(asked, [{ labels: { __name__: 'up' }, samples: [[now - 600_000 + (number++ % 2), 1]] }])
        : undefined,
  };
  const { ids, err } = await checked(gateway, GOOD);
  expect(ids).toEqual(['error several-sources']);
  expect(err).toContain('answers one question in several ways');
});

test('a store of several processes, which is no Prometheus, is one source', async () => {
  let number = 0;
  const mimir: Fake = {
    metrics: () => `process_start_time_seconds ${1_796_000_000 + (number++ % 2)}`,
    series: SERIES,
  };
  expect((await checked(mimir, GOOD)).ids).toEqual([]);
});

const VICTORIA = 'vm_app_version{version="victoria-metrics-1",short_version="v1.115.0"} 1';
const vm = (flags: Readonly<Record<string, string>> = {}): Fake => ({
  reply: ({ path }) => (/^\/(?:internal\/force_flush|api\/v1\/export)/.test(path) ? {} : undefined),
  metrics: [
    VICTORIA,
    ...Object.entries({
      retentionPeriod: '1',
      maxLabelsPerTimeseries: '40',
      maxLabelValueLen: '4096',
      maxLabelNameLen: '256',
      'dedup.minScrapeInterval': '0s',
      ...flags,
    }).map(([name, value]) => `flag{name="${name}", value="${value}", is_set="false"} 1`),
  ].join('\n'),
});
const labelled = (labels: Readonly<Record<string, string>>): Fake => ({
  ...GOOD,
  series: [{ labels: { __name__: 'up', ...labels }, samples: [[now - 600_000, 1]] }],
});
const many = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`l${index}`, 'x']));

test.each([
  ['nothing else', SOURCE, vm(), [], [], /12 digits/],
  [
    'the default retention',
    SOURCE,
    vm(),
    ['--start', '40d'],
    ['error retention-too-short'],
    /keeps 31 d \(-retentionPeriod=1\).*\n {2}Start it with -retentionPeriod=41d/,
  ],
  ['a retention of years', SOURCE, vm({ retentionPeriod: '5y' }), ['--start', '40d'], [], /12 digits/],
  ['41 labels', labelled(many(40)), vm(), [], ['error too-many-labels'], /-maxLabelsPerTimeseries=41/],
  ['40 labels', labelled(many(39)), vm(), [], [], /12 digits/],
  [
    'a long value',
    labelled({ a: 'x'.repeat(5000) }),
    vm(),
    [],
    ['error label-too-long'],
    /-maxLabelValueLen=5000/,
  ],
  [
    'a long name',
    labelled({ ['a'.repeat(300)]: 'x' }),
    vm(),
    [],
    ['error label-too-long'],
    /-maxLabelNameLen=300/,
  ],
  ['histograms', HISTOGRAMS, vm(), [], ['error histograms-dropped'], /--drop-histograms/],
  [
    'deduplication',
    SOURCE,
    vm({ 'dedup.minScrapeInterval': '30s' }),
    [],
    ['warning deduplication'],
    /one sample of each series in 30 s/,
  ],
  ['deduplication of equal times', SOURCE, vm({ 'dedup.minScrapeInterval': '1ms' }), [], [], /12 digits/],
  [
    'remote_write 2.0',
    SOURCE,
    vm(),
    ['--remote-write-version', '2.0'],
    ['error remote-write-2'],
    /store nothing/,
  ],
] as const)('VictoriaMetrics as destination: %s', async (_, source, destination, args, ids, text) => {
  const found = await checked(source, destination, args);
  expect(found.ids.filter((id) => id !== 'warning values-rounded')).toEqual(ids);
  expect(found.err).toMatch(text);
});

const MIMIR: Fake = { buildinfo: { application: 'Grafana Mimir', version: '2.15.0' } };
const CORTEX: Fake = { metrics: 'cortex_build_info{version="1.21.1"} 1' };

test.each([
  ['nothing else', SOURCE, MIMIR, [], []],
  ['old samples', SOURCE, MIMIR, ['--start', '2d'], ['warning old-samples-invisible']],
  ['metrics of Cortex’ names', HISTOGRAMS, { ...MIMIR, ...CORTEX }, [], []],
  ['31 labels', labelled(many(30)), MIMIR, [], ['warning label-limits']],
  ['30 labels', labelled(many(29)), MIMIR, [], []],
  ['a long value', labelled({ a: 'x'.repeat(3000) }), MIMIR, [], ['warning label-limits']],
  ['UTF-8 names', labelled({ 'a.b': 'x' }), MIMIR, [], ['warning label-limits']],
  ['a pair of replicas', labelled({ __replica__: 'a' }), MIMIR, [], ['warning replicas']],
  ['a pair of replicas, dropped', labelled({ __replica__: 'a' }), MIMIR, ['--drop-label', '__replica__'], []],
  ['recording rules', SOURCE, { ...MIMIR, rules: [{ type: 'recording' }] }, [], ['warning recording-rules']],
  ['remote_write 2.0', SOURCE, MIMIR, ['--remote-write-version', '2.0'], []],
  ['histograms to Cortex', HISTOGRAMS, CORTEX, [], ['error histograms-dropped']],
  ['remote_write 2.0 to Cortex', SOURCE, CORTEX, ['--remote-write-version', '2.0'], ['error remote-write-2']],
] as const)('Mimir and Cortex as destination: %s', async (_, source, destination, args, ids) => {
  expect((await checked(source, destination, args, { write: '/api/v1/push' })).ids).toEqual(ids);
});

test.each([
  ['/api/v1/receive', ['warning not-verifiable']],
  ['/api/v1/prom/write?db=x', ['warning values-dropped']],
  ['/api/v1/prom/remote/write', ['warning cold-writes']],
  ['/api/prom/push', []],
])('%s shows its product', async (write, ids) => {
  expect((await checked(SOURCE, {}, [], { write })).ids).toEqual(ids);
});

test('a server that says nothing is asked for its product, and one that is not there told as such', async () => {
  await using silent = await embedded(() => undefined);
  const args = ['--start', '1h', '--reader-url', `${silent.url}/api/v1/read`];
  const unknown = await run([...args, '--writer-url', `${silent.url}/api/v1/write`]);
  expect(unknown.exit).toBe(2);
  expect(unknown.err).toContain('pass --destination');
  const gone = await run([...args, '--writer-url', 'http://127.0.0.1:1/api/v1/write']);
  expect(gone.exit).toBe(2);
  expect(gone.err).toContain('ECONNREFUSED');
});

test('--check writes nothing', async () => {
  const { asked } = await checked(SOURCE, GOOD);
  expect(asked.filter(({ path }) => path.endsWith('/write'))).toEqual([]);
  expect(asked.length).toBeGreaterThan(0);
});

test('a range that begins a day after the retention does is taken', async () => {
  expect(now - 89 * DAY).toBeGreaterThan(0);
  expect((await checked(SOURCE, windowed('95d'), ['--start', '89d'])).ids).toEqual([]);
});

test('a destination that refuses the credentials is not called unknown', async () => {
  await using there = await fake({ reply: () => ({ status: 401 }) });
  const { exit, err } = await run([
    '--check',
    '--start=1h',
    `--reader-url=${there.url}/api/v1/read`,
    `--writer-url=${there.url}/api/v1/write`,
  ]);
  expect(exit).toBe(2);
  expect(err).toMatch(/answers HTTP 401 to the writer’s credentials; check --writer-auth-username/);
  expect(err).not.toMatch(/which product/);
});

test.each([
  ['', 'http://HOST/api/v1/write', GOOD],
  ['/', 'http://HOST/api/v1/write', vm()],
  ['/prometheus', 'http://HOST/prometheus/api/v1/write', GOOD],
] as const)(
  'a writer’s address that ends at %j is said with the one to write to',
  async (write, right, there) => {
    const { ids, err } = await checked(SOURCE, there, [], { write });
    expect(ids.filter((id) => id.startsWith('error'))).toEqual(['error writer-path']);
    expect(err.replace(/127\.0\.0\.1:\d+/g, 'HOST')).toContain(`Pass --writer-url ${right}.`);
  },
);

test.each([{}, { version: '2.24.0' }])(
  '%j of a build is VictoriaMetrics, not Prometheus',
  async (buildinfo) => {
    const { err } = await checked(SOURCE, { ...vm(), metrics: '', buildinfo });
    expect(err).toContain('values-rounded');
  },
);
