import { both } from '../../../english.ts';
import { durationText, prometheusDuration } from '../../../times.ts';
import type { Destination, Server } from './destination.ts';
import type { BackfillOptions } from './options.ts';
import { type Patience, patiently } from './patience.ts';
import { type Probe, probe } from './probe.ts';
import { ReadFailure, type ReadStore } from './read-range.ts';
import { type PrometheusSettings, prometheusSettings, victoriaMetricsFlag } from './server-settings.ts';

/** What is known before the first byte is copied. */
export interface Concern {
  readonly id: string;
  /** An error ends the run, unless `--accept <id>` says otherwise. */
  readonly severity: 'error' | 'warning' | 'info';
  readonly what: string;
  readonly fix: string;
}

export interface Preflight {
  readonly concerns: readonly Concern[];
  readonly source: PrometheusSettings;
  readonly destination: PrometheusSettings;
  readonly probe?: Probe;
}

interface Known {
  readonly options: BackfillOptions;
  readonly end: number;
  readonly now: number;
  readonly sourceServer: Server;
  readonly store: ReadStore;
  readonly destination: Destination;
  readonly source: PrometheusSettings;
  readonly there: PrometheusSettings;
  readonly probed: Probe | undefined;
}

const error = (id: string, what: string, fix: string): Concern => ({ id, severity: 'error', what, fix });
const warning = (id: string, what: string, fix: string): Concern => ({ id, severity: 'warning', what, fix });

const MINUTE = 60_000;
/** A server that is down for longer is a finding, not a pause. */
const PATIENCE_MS = 15_000;
/** A window is counted from the newest sample, which moves on while the history is copied. */
const MARGIN = 10 * MINUTE;
const PROBED = 15 * MINUTE;
/** WAL, out-of-order log and chunks of a sample until the destination compacts (Prometheus 2.42 to 3.15). */
const BYTES_A_SAMPLE = 31;

/** Looks at both stores before anything is written. */
export async function preflight(
  options: BackfillOptions,
  {
    end,
    now,
    sourceServer,
    store,
    destination,
    stopping,
  }: Omit<Known, 'options' | 'source' | 'there' | 'probed'> & {
    readonly stopping: AbortSignal;
  },
): Promise<Preflight> {
  const patience: Patience = { retryFor: PATIENCE_MS, stopping };
  const [source, there] = await Promise.all([
    prometheusSettings(sourceServer),
    prometheusSettings(destination.server),
  ]);
  const looked = await lookAt(store, options.start, end, patience);
  const known: Known = {
    options,
    end,
    now,
    sourceServer,
    store,
    destination,
    source,
    there,
    probed: looked instanceof ReadFailure ? undefined : looked,
  };
  const unread = looked instanceof ReadFailure ? [unreadable(looked)] : [];
  const concerns = [
    ...unread,
    ...addresses(known),
    ...(await severalServers(known)),
    ...sourceConcerns(known),
    ...(destination.name === 'prometheus' ? prometheusConcerns(known) : []),
    ...(destination.name === 'victoriametrics' ? await victoriaMetricsConcerns(known) : []),
    ...otherConcerns(known),
  ];
  return {
    concerns,
    source,
    destination: there,
    ...(known.probed !== undefined && { probe: known.probed }),
  };
}

/** A quarter of an hour of the source: from the end of the range back, the first that holds anything. */
async function lookAt(
  store: ReadStore,
  start: number,
  end: number,
  patience: Patience,
): Promise<Probe | ReadFailure> {
  const length = Math.min(PROBED, end - start);
  const places = [end - length, start + (end - start) / 2, start];
  try {
    let looked: Probe | undefined;
    for (const place of places) {
      const from = Math.max(start, Math.floor(place));
      looked = await patiently(() => probe(store, [from, Math.min(end, from + length)]), patience);
      if (looked.series > 0) break;
    }
    return looked as Probe;
  } catch (thrown) {
    if (thrown instanceof ReadFailure) return thrown;
    throw thrown;
  }
}

function unreadable(failure: ReadFailure): Concern {
  const hints: readonly (readonly [RegExp, string])[] = [
    [
      /WAL-only storage/,
      'An agent keeps no history; read from a Prometheus server, or from the store that the agent writes to',
    ],
    [
      /unsupported path|404/,
      'Check the path of --reader-url: /api/v1/read (Prometheus), /prometheus/api/v1/read (Mimir, Cortex). VictoriaMetrics and Thanos have no remote_read',
    ],
    [
      /401|403|no org id/i,
      'Give credentials by --reader-auth-bearer-token-file or --reader-auth-username, and the tenant by --reader-http-header X-Scope-OrgID:<tenant>',
    ],
    [/405/, 'This is not an address of remote_read; are --reader-url and --writer-url swapped?'],
  ];
  const fix =
    hints.find(([pattern]) => pattern.test(failure.message))?.[1] ??
    'Check --reader-url, and that the server runs';
  return error('source-unreadable', `the source cannot be read: ${failure.message}`, fix);
}

function addresses({ options, source, there }: Known): Concern[] {
  const { reader, writer } = options;
  if (/\/(?:write|push|receive)$/.test(reader.url.pathname) && /\/read$/.test(writer.url.pathname))
    return [
      error(
        'urls-swapped',
        '--reader-url ends like remote_write, and --writer-url like remote_read',
        'Swap them',
      ),
    ];
  const isSame =
    reader.url.host === writer.url.host || (source.started !== undefined && source.started === there.started);
  // Behind one gateway, tenants are stores of their own.
  const isOtherTenant = reader.headers['x-scope-orgid'] !== writer.headers['x-scope-orgid'];
  return isSame && !isOtherTenant
    ? [
        error(
          'same-server',
          'the reader and the writer are the same server',
          'Check both URLs; a store cannot be copied into itself',
        ),
      ]
    : [];
}

/** Answers of several processes behind one address: each read may reach another one, with other gaps or other series. */
async function severalServers({ sourceServer, source }: Known): Promise<Concern[]> {
  if (source.started === undefined) return [];
  const starts = new Set<number>([source.started]);
  const seen = await Promise.all(Array.from({ length: 6 }, () => prometheusSettingsStart(sourceServer)));
  for (const start of seen) if (start !== undefined) starts.add(start);
  return starts.size > 1
    ? [
        error(
          'several-sources',
          `${sourceServer.url.host} leads to ${starts.size} servers: pages of one read may come from replicas with other gaps, or from shards with other series`,
          'Give the address of one pod, such as http://prometheus-0.prometheus-operated:9090/api/v1/read; copy each shard by a run of its own',
        ),
      ]
    : [];
}

async function prometheusSettingsStart(server: Server): Promise<number | undefined> {
  const metrics = await server.metrics();
  return metrics?.find(({ name }) => name === 'process_start_time_seconds')?.value;
}

function sourceConcerns({ options, source, probed }: Known): Concern[] {
  const concerns: Concern[] = [];
  const landing = source.externalLabels.filter(({ name }) => !options.drop.has(name));
  const regexes = options.matchers.filter(
    ({ name, operator }) => /~/.test(operator) && source.externalLabels.some((label) => label.name === name),
  );
  for (const { name } of regexes)
    concerns.push(
      error(
        'regex-on-external-label',
        `the selector has a regular expression on ${name}, an external label of the source: it answers nothing`,
        `Write ${name}="<value>", or leave the matcher out`,
      ),
    );
  if (landing.length > 0)
    concerns.push(
      warning(
        'external-labels',
        `the source adds its external labels to all that is read: ${both(landing.map(({ name, value }) => `${name}="${value}"`))}. The history lands beside live series that lack them`,
        `Pass ${landing.map(({ name }) => `--drop-label ${name}`).join(' ')} unless the new samples have them too`,
      ),
    );
  if (probed !== undefined && probed.series === 0 && !options.allowEmpty)
    concerns.push(
      warning(
        'source-looks-empty',
        'the source has no series at the end, in the middle and at the start of the range',
        'Check the selector, the tenant and the range; a run that finds nothing at all ends with exit code 1 unless --allow-empty is passed',
      ),
    );
  return concerns;
}

function prometheusConcerns({ options, end, now, there, probed }: Known): Concern[] {
  const concerns: Concern[] = [];
  const age = now - options.start;
  const days = (length: number): string => `${Math.ceil(length / 86_400_000)}d`;
  if (there.isAgent === true)
    concerns.push(
      error(
        'destination-is-agent',
        'the destination is an agent, which keeps no history',
        'Write to the store that it forwards to',
      ),
    );
  if (there.receiver === false)
    concerns.push(
      error(
        'receiver-off',
        'the destination does not take remote_write',
        'Start it with --web.enable-remote-write-receiver (kube-prometheus-stack: prometheus.prometheusSpec.enableRemoteWriteReceiver: true; prometheus: server.extraFlags)',
      ),
    );
  if (there.retention !== undefined && there.retention < age)
    concerns.push(
      error(
        'retention-too-short',
        `the destination keeps ${durationText(there.retention)}, and the range begins ${durationText(age)} ago: it would take the samples and delete them`,
        `Set --storage.tsdb.retention.time=${days(age + 86_400_000)} (kube-prometheus-stack: prometheus.prometheusSpec.retention; prometheus: server.retention), or --start ${days(there.retention - 86_400_000)}`,
      ),
    );
  const needed = Math.max(now, there.newest ?? 0) - options.start + MARGIN;
  if (there.outOfOrderWindow !== undefined && there.outOfOrderWindow < needed)
    concerns.push(
      error(
        'window-too-short',
        `the destination takes samples that are at most ${durationText(there.outOfOrderWindow)} older than its newest, and the range begins ${durationText(age)} ago`,
        `Set storage.tsdb.out_of_order_time_window: ${days(needed + 86_400_000)} in its configuration (kube-prometheus-stack: prometheus.prometheusSpec.tsdb.outOfOrderTimeWindow; prometheus: server.tsdb.out_of_order_time_window); a reload is enough, and afterwards it may go back`,
      ),
    );
  if (there.hasRecordingRules)
    concerns.push(
      warning(
        'recording-rules',
        'the destination evaluates recording rules: series that both it and the source have made collide, and one such sample refuses its whole request',
        'Leave those series out by --reader-metrics-matcher, or pass --skip-bad FILE',
      ),
    );
  if (probed !== undefined && probed.samples > 0) {
    const samples = Math.round(
      (probed.samples / (probed.range[1] - probed.range[0])) * (end - options.start),
    );
    concerns.push({
      id: 'disk-estimate',
      severity: 'info',
      what: `about ${samples.toLocaleString('en')} samples; until the destination compacts they take about ${Math.ceil((samples * BYTES_A_SAMPLE) / 1e6).toLocaleString('en')} MB of its disk, and a restart reads them all again`,
      fix: 'Give its startup probe time, or copy in parts by --start and --end',
    });
  }
  return concerns;
}

const MONTH = 31 * 86_400_000;

/** `-retentionPeriod`: a number is months. */
function retentionOf(flag: string): number | undefined {
  if (/^\d+(?:\.\d+)?$/.test(flag)) return Number(flag) * MONTH;
  return prometheusDuration(flag);
}

async function victoriaMetricsConcerns({ options, now, destination, probed }: Known): Promise<Concern[]> {
  const concerns: Concern[] = [];
  const flag = (name: string) => victoriaMetricsFlag(destination.server, name);
  const written = await flag('retentionPeriod');
  const retention = written === undefined ? undefined : retentionOf(written);
  const age = now - options.start;
  if (retention !== undefined && retention < age)
    concerns.push(
      error(
        'retention-too-short',
        `the destination keeps ${durationText(retention)} (-retentionPeriod=${written}), and the range begins ${durationText(age)} ago: it would take the samples and drop them`,
        `Start it with -retentionPeriod=${Math.ceil(age / 86_400_000) + 1}d`,
      ),
    );
  concerns.push(
    warning(
      'values-rounded',
      'VictoriaMetrics keeps about 12 digits of a value, and of NaN only the stale marker',
      'Values are compared within that; bits are promised for Prometheus alone',
    ),
  );
  const most = Number((await flag('maxLabelsPerTimeseries')) ?? 30);
  if (probed !== undefined && probed.mostLabels > most)
    concerns.push(
      error(
        'too-many-labels',
        `the source has series of ${probed.mostLabels} labels, and the destination takes ${most}: it would cut them or drop them`,
        `Start it with -maxLabelsPerTimeseries=${probed.mostLabels}`,
      ),
    );
  return concerns;
}

function otherConcerns({ options, destination, probed }: Known): Concern[] {
  const concerns: Concern[] = [];
  const { name, product } = destination;
  if (probed !== undefined && probed.histograms > 0 && !product.takesHistograms && !options.dropHistograms)
    concerns.push(
      error(
        'histograms-dropped',
        `the source has native histograms, and ${product.title} acknowledges them and stores nothing`,
        'Pass --drop-histograms to leave them out, or choose another destination',
      ),
    );
  if (product.readBack === 'none' && options.readBackUrl === undefined)
    concerns.push(
      warning(
        'not-verifiable',
        `${product.title} has no remote_read, so what arrives cannot be compared`,
        'The run ends with exit code 1 unless --unverified is passed; compare counts by a query that reaches up to now',
      ),
    );
  if (name === 'mimir')
    concerns.push(
      warning(
        'old-samples-invisible',
        'Mimir shows samples older than 13 h only after its store gateways have synced, unless query_ingesters_within is 0',
        'Set querier.query_ingesters_within: 0s during the migration, or pass --verify-only later',
      ),
    );
  return concerns;
}
