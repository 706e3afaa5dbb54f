import { durationText, prometheusDuration } from '../../../times.ts';
import { type Concern, error, type Known, warning } from './concerns.ts';
import { numbersOf, prometheusConcerns } from './prometheus-concerns.ts';
import { ExportRefused, exportReadBack, matchersThere } from './read-back.ts';
import { victoriaMetricsFlags } from './server-settings.ts';

const DAY = 86_400_000;

/** What the destination would refuse, drop, or show otherwise. */
export async function destinationConcerns(known: Known): Promise<Concern[]> {
  const { name } = known.destination;
  return [
    ...(name === 'prometheus' ? prometheusConcerns(known) : []),
    ...(name === 'victoriametrics' ? await victoriaMetricsConcerns(known) : []),
    ...(name === 'mimir' || name === 'cortex' ? cortexConcerns(known) : []),
    ...otherConcerns(known),
  ];
}

const MONTH = 31 * DAY;

/** `-retentionPeriod`: a number is months. */
function retentionOf(flag: string): number | undefined {
  if (/^\d+(?:\.\d+)?$/.test(flag)) return Number(flag) * MONTH;
  return prometheusDuration(flag);
}

/** Whether it can be read back as a run will do it: what it lacks then is not shown, and would be stored twice. */
async function exportConcerns({ options, destination }: Known): Promise<Concern[]> {
  if (options.readBackUrl !== undefined) return [];
  const { server, addedLabels } = destination;
  const readBack = exportReadBack({
    client: server.client,
    at: (path, query) => server.question(path, query),
    matchers: matchersThere(options, addedLabels),
  });
  const sink = { series: () => undefined, samples: () => undefined };
  try {
    await readBack.read([options.start, options.start + 1], sink, () => undefined);
    return [];
  } catch (thrown) {
    if (!(thrown instanceof ExportRefused) || thrown.what !== 'final') return [];
    return [thrown.isFlush ? flushRefused(thrown) : exportRefused(thrown)];
  }
}

const flushRefused = ({ message }: ExportRefused): Concern =>
  error(
    'flush-refused',
    `${message}. Without it the destination shows late what it was sent, so what arrived cannot be told`,
    'Let the writer’s user reach /internal/force_flush (vmauth: a src_paths entry of its url_map), or start it without -forceFlushAuthKey until the last comparison is made',
  );

function exportRefused({ message, status }: ExportRefused): Concern {
  const isSelector = /cannot parse/i.test(message);
  return error(
    'read-back-refused',
    `the destination cannot be read back: ${message}`,
    isSelector
      ? 'Older versions cannot read quoted names: write a --reader-metrics-matcher without them, or upgrade the destination'
      : status === 401 || status === 403
        ? 'Give credentials that may read it, too'
        : 'Let the writer’s user reach /api/v1/export (vmauth: a src_paths entry of its url_map)',
  );
}

async function victoriaMetricsConcerns(known: Known): Promise<Concern[]> {
  const { options, now, destination, probed } = known;
  const concerns = await exportConcerns(known);
  const flag = await victoriaMetricsFlags(destination.server);
  const written = flag('retentionPeriod');
  const retention = written === undefined ? undefined : retentionOf(written);
  const age = now - options.start;
  if (retention !== undefined && retention < age)
    concerns.push(
      error(
        'retention-too-short',
        `the destination keeps ${durationText(retention)} (-retentionPeriod=${written}), and the range begins ${durationText(age)} ago: it would take the samples and drop them`,
        `Start it with -retentionPeriod=${Math.ceil(age / DAY) + 1}d`,
      ),
    );
  concerns.push(
    warning(
      'values-rounded',
      'VictoriaMetrics keeps about 12 digits of a value, and of NaN only the stale marker',
      'Values are compared within that; bits are promised for Prometheus alone',
    ),
  );
  const interval = prometheusDuration(flag('dedup.minScrapeInterval') ?? '') ?? 0;
  if (interval > 1)
    concerns.push(
      warning(
        'deduplication',
        `the destination keeps one sample of each series in ${interval < 1000 ? `${interval} ms` : durationText(interval)} (-dedup.minScrapeInterval), so what is closer together is found missing`,
        'Start it without that flag until the last comparison is made',
      ),
    );
  if (probed === undefined) return concerns;
  const most = (name: string): number => Number(flag(name) ?? Infinity);
  if (probed.mostLabels > most('maxLabelsPerTimeseries'))
    concerns.push(
      error(
        'too-many-labels',
        `the source has series of ${probed.mostLabels} labels, and the destination takes ${most('maxLabelsPerTimeseries')}: it would cut them or drop them`,
        `Start it with -maxLabelsPerTimeseries=${probed.mostLabels}`,
      ),
    );
  if (probed.longestValue > most('maxLabelValueLen'))
    concerns.push(
      error(
        'label-too-long',
        `the source has a label value of ${probed.longestValue} bytes, and the destination takes ${most('maxLabelValueLen')}: it would cut it or drop the series`,
        `Start it with -maxLabelValueLen=${probed.longestValue}`,
      ),
    );
  if (probed.longestName > most('maxLabelNameLen'))
    concerns.push(
      error(
        'label-too-long',
        `the source has a label name of ${probed.longestName} bytes, and the destination takes ${most('maxLabelNameLen')}: it would drop the series`,
        `Start it with -maxLabelNameLen=${probed.longestName}`,
      ),
    );
  return concerns;
}

const HOUR = 3_600_000;

/** Limits of a tenant, as they are unless somebody changed them. */
const CORTEX_LIMITS = { labels: 30, value: 2048, name: 1024 } as const;

function cortexConcerns({ options, now, destination, probed }: Known): Concern[] {
  const { title } = destination.product;
  const concerns: Concern[] = [];
  if (destination.name === 'mimir' && now - options.start > 13 * HOUR)
    concerns.push(
      warning(
        'old-samples-invisible',
        'Mimir shows samples older than 13 h only after its store gateways have synced, unless query_ingesters_within is 0',
        'Set limits.query_ingesters_within: 0s for the tenant during the migration (before Mimir 2.9: querier.query_ingesters_within), or pass --verify-only later',
      ),
    );
  if (probed === undefined) return concerns;
  const over = [
    ...(probed.mostLabels > CORTEX_LIMITS.labels
      ? [`series of ${probed.mostLabels} labels (${CORTEX_LIMITS.labels}, max_label_names_per_series)`]
      : []),
    ...(probed.longestValue > CORTEX_LIMITS.value
      ? [`a label value of ${probed.longestValue} bytes (${CORTEX_LIMITS.value}, max_label_value_length)`]
      : []),
    ...(probed.longestName > CORTEX_LIMITS.name
      ? [`a label name of ${probed.longestName} bytes (${CORTEX_LIMITS.name}, max_label_name_length)`]
      : []),
    ...(probed.unusualNames.length > 0
      ? [`names such as ${probed.unusualNames[0]} (letters, digits and _ alone)`]
      : []),
  ];
  if (over.length > 0)
    concerns.push(
      warning(
        'label-limits',
        `the source has ${over.join('; ')}: in brackets what ${title} takes of a tenant unless that was changed. It refuses more with HTTP 400`,
        'Raise these limits of the tenant, or pass --skip-bad FILE',
      ),
    );
  if (probed.labelNames.has('__replica__') && !options.drop.has('__replica__'))
    concerns.push(
      warning(
        'replicas',
        `the source has series of a high-availability pair (__replica__): ${title} may take those of one replica alone, and answers 202 to the others`,
        'Choose one replica by --reader-metrics-matcher, and pass --drop-label __replica__',
      ),
    );
  return concerns;
}

function otherConcerns({ options, destination, probed, there }: Known): Concern[] {
  const concerns: Concern[] = [];
  const { name, product } = destination;
  if (there.hasRecordingRules)
    concerns.push(
      warning(
        'recording-rules',
        'the destination evaluates recording rules: series that both it and the source have made collide, and one such sample refuses its whole request',
        'Leave those series out by --reader-metrics-matcher, or pass --skip-bad FILE',
      ),
    );
  if (probed !== undefined && probed.histograms > 0 && !product.takesHistograms && !options.dropHistograms)
    concerns.push(
      error(
        'histograms-dropped',
        `the source has native histograms, and ${product.title} does not store them as they are`,
        'Pass --drop-histograms to leave them out, or choose another destination',
      ),
    );
  const knowsVersion2 = name === 'mimir' || name === 'prometheus';
  const isUnlisted = there.messages?.includes('io.prometheus.write.v2.Request') === false;
  const version = name === 'prometheus' ? numbersOf(destination.version) : undefined;
  const isTooOld = version !== undefined && version[0] === 2 && version[1] < 54;
  if (options.writeVersion === '2.0' && (!knowsVersion2 || isUnlisted || isTooOld))
    concerns.push(
      error(
        'remote-write-2',
        `${[product.title, destination.version].filter(Boolean).join(' ')} does not take remote_write 2.0${name === 'cortex' || isUnlisted ? '' : '; it would acknowledge everything and store nothing'}`,
        'Leave out --remote-write-version',
      ),
    );
  if (name === 'm3')
    concerns.push(
      warning(
        'cold-writes',
        'M3 refuses samples that are older than its namespace’s bufferPast, unless the namespace has coldWritesEnabled',
        'Set coldWritesEnabled: true for the namespace; this product was not tried',
      ),
    );
  if (name === 'influxdb')
    concerns.push(
      warning(
        'values-dropped',
        'InfluxDB acknowledges NaN and stale markers and drops them, and refuses a request with an infinite value',
        'Series that hold such values stay unequal; pass --skip-bad FILE for infinite ones',
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
  return concerns;
}
