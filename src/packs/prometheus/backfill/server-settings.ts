import { choose, total } from '../../../checks/metrics.ts';
import { prometheusDuration } from '../../../times.ts';
import { coreData } from '../../../yaml/core-data.ts';
import { library, loadLibrary } from '../../../yaml/library.ts';
import type { Label } from '../wire/labels.ts';
import type { Server } from './destination.ts';

/** What a Prometheus says of its own settings; what it does not say is left out. */
export interface PrometheusSettings {
  /** ms. */
  readonly retention?: number;
  /** The most bytes of its blocks, where that is limited, and what they have now. */
  readonly sizeLimit?: number;
  readonly size?: number;
  /** Of remote_write, as far as it says: `io.prometheus.write.v2.Request`. */
  readonly messages?: readonly string[];
  /** ms; 0 where it is not set. */
  readonly outOfOrderWindow?: number;
  readonly receiver?: boolean;
  readonly isAgent?: boolean;
  readonly features: readonly string[];
  readonly externalLabels: readonly Label[];
  readonly hasRecordingRules: boolean;
  /** The newest sample that the server holds, ms since 1970; undefined where it holds none. */
  readonly newest?: number;
  /** When the process was started, in seconds: another process, another time. */
  readonly started?: number;
}

const DEFAULT_RETENTION = 15 * 86_400_000;

type Data = Readonly<Record<string, unknown>>;
const recordOf = (value: unknown): Data =>
  typeof value === 'object' && value !== null ? (value as Data) : {};

async function configOf(server: Server): Promise<Data> {
  const { yaml } = recordOf(await server.data('/api/v1/status/config'));
  if (typeof yaml !== 'string') return {};
  await loadLibrary();
  const tree = library().readStrictly(yaml);
  if (!('root' in tree)) return {};
  const data = coreData(tree.root, yaml);
  return data.ok ? recordOf(data.value) : {};
}

/** undefined where nobody says it, and where only a size is set: then no time is too long. */
function retentionOf(flags: Data, config: Data): number | undefined {
  const set = recordOf(recordOf(recordOf(config.storage).tsdb).retention);
  // The oldest of the three is a flag of 2.x.
  const times = [set.time, flags['storage.tsdb.retention.time'], flags['storage.tsdb.retention']];
  const read = times
    .filter((time) => typeof time === 'string')
    .map((time) => prometheusDuration(time))
    .filter((time) => time !== undefined);
  if (read.length === 0) return undefined;
  const time = read.find((one) => one > 0);
  const sizes = [set.size, set.percentage, flags['storage.tsdb.retention.size']];
  const hasSize = sizes.some((size) => size !== undefined && Number.parseFloat(String(size)) > 0);
  return time ?? (hasSize ? undefined : DEFAULT_RETENTION);
}

/** Asks a Prometheus for its settings; other products answer none or few of these questions. */
export async function prometheusSettings(server: Server): Promise<PrometheusSettings> {
  const [flagsAnswer, config, metrics, rules] = await Promise.all([
    server.data('/api/v1/status/flags'),
    configOf(server),
    server.metrics(),
    rulesOf(server),
  ]);
  const flags = recordOf(flagsAnswer);
  const features = String(flags['enable-feature'] ?? '')
    .split(',')
    .filter(Boolean);
  const global = recordOf(config.global);
  const window = recordOf(recordOf(config.storage).tsdb).out_of_order_time_window;
  const [newest] = choose(metrics ?? [], 'prometheus_tsdb_head_max_time_seconds');
  const [started] = choose(metrics ?? [], 'process_start_time_seconds');
  const retention = retentionOf(flags, config);
  const [limit] = choose(metrics ?? [], 'prometheus_tsdb_retention_limit_bytes');
  const messages = flags['web.remote-write-receiver.accepted-protobuf-messages'];
  const receiver = flags['web.enable-remote-write-receiver'];
  const groups = recordOf(rules).groups;
  return {
    features,
    externalLabels: Object.entries(recordOf(global.external_labels)).map(([name, value]) => ({
      name,
      value: String(value),
    })),
    hasRecordingRules: Array.isArray(groups) && groups.some((group) => hasRules(group)),
    ...(retention !== undefined && { retention }),
    ...(limit !== undefined &&
      limit.value > 0 && {
        sizeLimit: limit.value,
        size: total(metrics ?? [], 'prometheus_tsdb_storage_blocks_bytes'),
      }),
    ...(typeof messages === 'string' && { messages: messages.split(',') }),
    ...(flagsAnswer !== undefined && {
      receiver: receiver === 'true' || features.includes('remote-write-receiver'),
      isAgent: flags.agent === 'true' || features.includes('agent'),
      outOfOrderWindow: typeof window === 'string' ? (prometheusDuration(window) ?? 0) : 0,
    }),
    // An empty head says the smallest number there is.
    ...(newest !== undefined && newest.value > 0 && { newest: newest.value * 1000 }),
    ...(started !== undefined && { started: started.value }),
  };
}

/** Mimir and Cortex have them below a path of their own. */
const rulesOf = async (server: Server): Promise<unknown> =>
  (await server.data('/api/v1/rules', { type: 'record' })) ??
  (await server.data('/prometheus/api/v1/rules', { type: 'record' }));

const hasRules = (group: unknown): boolean => {
  const { rules } = recordOf(group);
  return Array.isArray(rules) && rules.some((rule) => recordOf(rule).type === 'recording');
};

/** Looks up flags of VictoriaMetrics by name, as its page of metrics has them; undefined for one that is not there. */
export async function victoriaMetricsFlags(server: Server): Promise<(name: string) => string | undefined> {
  const metrics = (await server.metrics()) ?? [];
  return (name) => choose(metrics, 'flag', { name })[0]?.labels.value;
}

/** How far a Prometheus is with compacting what it was sent. */
export interface Compactions {
  /** Of samples out of order, as it counts them when it has cut their log: then their blocks are written. */
  readonly done: number;
  /** Whether a block is being written at this moment. */
  readonly isUnderWay: boolean;
  /** The oldest sample in order that is not yet in a block, in ms; far ahead where it holds none. */
  readonly headFrom: number;
}

/** undefined where a server does not say it, as other products do not (Prometheus 2.42 and 3.15 do). */
export async function compactionsOf(server: Server): Promise<Compactions | undefined> {
  const metrics = (await server.metrics()) ?? [];
  const [done] = choose(metrics, 'prometheus_tsdb_out_of_order_wbl_truncations_total');
  const [headFrom] = choose(metrics, 'prometheus_tsdb_head_min_time_seconds');
  if (done === undefined || headFrom === undefined) return undefined;
  return {
    done: done.value,
    isUnderWay: total(metrics, 'prometheus_tsdb_compaction_populating_block') > 0,
    headFrom: headFrom.value * 1000,
  };
}
