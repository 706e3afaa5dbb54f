import { grouped } from '../../../english.ts';
import { durationText } from '../../../times.ts';
import { type Concern, error, type Known, warning } from './concerns.ts';

/** A window is counted from the newest sample, which moves on while the history is copied. */
const MARGIN = 10 * 60_000;
const DAY = 86_400_000;
/** WAL, out-of-order log and chunks of a sample until the destination compacts (Prometheus 2.42 to 3.15). */
const BYTES_A_SAMPLE = 31;
/** In a block (Prometheus 2.42 and 3.15, values of which a quarter are random). */
const BYTES_IN_BLOCK = 6;

/** Of the samples that were looked at, for the whole range. */
function samplesInAll({ options, end, probed }: Known): number {
  if (probed === undefined) return 0;
  const [from, to] = probed.range;
  return Math.round((probed.samples / (to - from)) * (end - options.start));
}

const days = (length: number): string => `${Math.ceil(length / DAY)}d`;
const megabytes = (bytes: number): string => `${grouped(Math.ceil(bytes / 1e6))} MB`;

/** `3.5.1` → [3, 5]; undefined where a build says no version. */
export function numbersOf(version: string | undefined): readonly [major: number, minor: number] | undefined {
  const [, major, minor] = /^(\d+)\.(\d+)\./.exec(version ?? '') ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor)];
}

/** What a Prometheus would refuse, drop, or delete. */
export function prometheusConcerns(known: Known): Concern[] {
  const { options, now, there } = known;
  if (there.isAgent === true)
    return [
      error(
        'destination-is-agent',
        'the destination is an agent, which keeps no history',
        'Write to the store that it forwards to',
      ),
    ];
  const concerns: Concern[] = [];
  const age = now - options.start;
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
        `Set --storage.tsdb.retention.time=${days(age + DAY)} (kube-prometheus-stack: prometheus.prometheusSpec.retention; prometheus: server.retention)${
          there.retention > 2 * DAY ? `, or --start ${Math.floor(there.retention / DAY) - 1}d` : ''
        }`,
      ),
    );
  const needed = Math.max(now, there.newest ?? 0) - options.start + MARGIN;
  if (there.outOfOrderWindow !== undefined && there.outOfOrderWindow < needed)
    concerns.push(
      error(
        'window-too-short',
        there.outOfOrderWindow === 0
          ? 'the destination takes no sample that is older than its newest: it has no out-of-order window'
          : `the destination takes samples that are at most ${durationText(there.outOfOrderWindow)} older than its newest, and the range begins ${durationText(needed - MARGIN)} before that`,
        `Set storage.tsdb.out_of_order_time_window: ${days(needed + DAY)} in its configuration (kube-prometheus-stack: prometheus.prometheusSpec.tsdb.outOfOrderTimeWindow; prometheus: server.tsdb.out_of_order_time_window); a reload is enough, and afterwards it may go back`,
      ),
    );
  return [...concerns, ...histogramConcerns(known), ...spaceConcerns(known)];
}

function histogramConcerns({ options, there, destination, probed }: Known): Concern[] {
  const concerns: Concern[] = [];
  const version = numbersOf(destination.version);
  if (version === undefined || probed === undefined) return [];
  const [major, minor] = version;
  if (probed.histograms > 0 && !options.dropHistograms) {
    if (major < 3)
      concerns.push(
        error(
          'histograms-out-of-order',
          `the source has native histograms, and Prometheus ${destination.version} refuses those that are older than its newest`,
          'Upgrade the destination to Prometheus 3.9 or newer, or pass --drop-histograms',
        ),
      );
    else if (major === 3 && minor < 9 && !there.features.includes('native-histograms'))
      concerns.push(
        error(
          'histograms-disabled',
          `the source has native histograms, and Prometheus ${destination.version} refuses them without a feature flag`,
          'Start it with --enable-feature=native-histograms (kube-prometheus-stack: prometheus.prometheusSpec.enableFeatures), or pass --drop-histograms',
        ),
      );
  }
  // 2.42 and 3.x keep them.
  if (probed.unusualNames.length > 0 && major === 2 && minor > 42)
    concerns.push(
      warning(
        'unusual-names',
        `the source has names such as ${probed.unusualNames[0]}, which Prometheus ${destination.version} may acknowledge and drop`,
        'Upgrade the destination to Prometheus 3, or leave them out by --reader-metrics-matcher',
      ),
    );
  return concerns;
}

function spaceConcerns(known: Known): Concern[] {
  const { sizeLimit, size = 0 } = known.there;
  const samples = samplesInAll(known);
  if (samples === 0) return [];
  const concerns: Concern[] = [];
  if (sizeLimit !== undefined && size + samples * BYTES_IN_BLOCK > sizeLimit)
    concerns.push(
      warning(
        'retention-by-size',
        `the destination deletes its oldest blocks once they have ${megabytes(sizeLimit)}: they have ${megabytes(size)} now, and the history takes about ${megabytes(samples * BYTES_IN_BLOCK)}`,
        'Raise --storage.tsdb.retention.size (kube-prometheus-stack: prometheus.prometheusSpec.retentionSize), or copy less by --start',
      ),
    );
  concerns.push({
    id: 'disk-estimate',
    severity: 'info',
    what: `about ${grouped(samples)} samples; until the destination compacts they take about ${megabytes(samples * BYTES_A_SAMPLE)} of its disk, and a restart reads them all again (2 to 18 s for each million)`,
    fix: 'Give its startup probe time, or copy in parts by an --end that moves on',
  });
  return concerns;
}
