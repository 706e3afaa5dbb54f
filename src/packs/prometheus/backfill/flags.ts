import {
  booleanOption,
  type CommandShape,
  DEBUG,
  type FlagsOf,
  listOption,
  valueOption,
} from '../../../command-line.ts';
import { EVERY_SERIES } from './selector.ts';
import { SUMMARY } from './summary.ts';

/** Flags of one side, named as prom-migrator names them. */
const sideOptions = <Side extends 'reader' | 'writer'>(side: Side, what: string) => {
  const flag = (name: string): string => `--${side}-${name}`;
  return {
    Url: valueOption(`${flag('url')} <url>`, `${what}, with its path`),
    Header: listOption(
      `${flag('http-header')} <name:value>`,
      'a header for every request, such as X-Scope-OrgID:team',
    ),
    Username: valueOption(`${flag('auth-username')} <name>`, 'basic authentication'),
    Password: valueOption(`${flag('auth-password')} <word>`, 'basic authentication; a file is safer', {
      variable: `PHASEGATE_${side.toUpperCase()}_PASSWORD`,
    }),
    PasswordFile: valueOption(`${flag('auth-password-file')} <file>`, 'basic authentication'),
    Token: valueOption(`${flag('auth-bearer-token')} <word>`, 'bearer authentication; a file is safer', {
      variable: `PHASEGATE_${side.toUpperCase()}_TOKEN`,
    }),
    TokenFile: valueOption(`${flag('auth-bearer-token-file')} <file>`, 'bearer authentication'),
    CaFile: valueOption(`${flag('tls-ca-file')} <file>`, 'certificates that this side is trusted by'),
    CertFile: valueOption(`${flag('tls-cert-file')} <file>`, 'client certificate'),
    KeyFile: valueOption(`${flag('tls-key-file')} <file>`, 'key of the client certificate'),
    ServerName: valueOption(`${flag('tls-server-name')} <name>`, 'the name that the certificate must have'),
    Insecure: booleanOption(flag('tls-insecure-skip-verify'), 'do not check the certificate'),
    Timeout: valueOption(`${flag('timeout')} <duration>`, 'how long this side may say nothing', {
      default: '5m',
    }),
  };
};

type Prefixed<Prefix extends string, Table> = {
  [Name in keyof Table & string as `${Prefix}${Name}`]: Table[Name];
};

const prefixed = <Prefix extends string, Table extends object>(prefix: Prefix, table: Table) =>
  Object.fromEntries(Object.entries(table).map(([name, row]) => [`${prefix}${name}`, row])) as Prefixed<
    Prefix,
    Table
  >;

export const BACKFILL_OPTIONS = {
  ...prefixed('reader', sideOptions('reader', 'remote_read of the store that the history is in')),
  ...prefixed('writer', sideOptions('writer', 'remote_write of the store that it goes to')),
  start: valueOption(
    '--start <time>',
    'the oldest sample: unix seconds, RFC 3339, or how long ago, such as 30d',
  ),
  end: valueOption(
    '--end <time>',
    'the first sample that is not copied, written the same way; 5 minutes ago at the latest, as a scrape’s samples come when it ends',
    { default: '5m' },
  ),
  matcher: valueOption('--reader-metrics-matcher <selector>', 'which series', { default: EVERY_SERIES }),
  name: valueOption('--name <name>', 'name of this migration, in the state and in reports', {
    default: 'backfill',
  }),
  state: valueOption('--state <file>', 'where progress is kept: a file, or configmap/NAME within a cluster', {
    default: '<name>.backfill.json',
  }),
  check: booleanOption('--check', 'look at both stores, say what would be lost or refused, and stop'),
  dryRun: booleanOption('--dry-run', 'read and count, write nothing'),
  verifyOnly: booleanOption('--verify-only', 'copy nothing new; compare, and send again what is missing'),
  unverified: booleanOption('--unverified', 'exit 0 also where the destination cannot be read back'),
  settle: valueOption(
    '--settle <duration>',
    'how long after the copy the last comparison may be made, where no compaction shows it earlier',
    {
      default: '3h',
    },
  ),
  readBackUrl: valueOption(
    '--progress-metric-url <url>',
    'remote_read of the destination, to compare what arrived',
    {
      default: 'known for each product',
    },
  ),
  destination: valueOption(
    '--destination <product>',
    'prometheus, victoriametrics, mimir, cortex, thanos, influxdb or m3',
    {
      default: 'what the server says',
    },
  ),
  dropLabel: listOption('--drop-label <name>', 'a label to leave out, such as prometheus_replica'),
  dropHistograms: booleanOption('--drop-histograms', 'leave native histograms out'),
  allowEmpty: booleanOption('--allow-empty', 'go on where the source has no series in the range'),
  force: listOption('--accept <id>', 'go on in spite of a refusal of --check, by its id'),
  skipBad: valueOption(
    '--skip-bad <file>',
    'keep samples that the destination refuses in this file, and go on; another run with it sends them again',
  ),
  concurrency: valueOption('--concurrency <number>', 'requests to the destination at once', { default: '2' }),
  rate: valueOption('--rate <samples>', 'samples a second at most'),
  maxReadSize: valueOption(
    '--max-read-size <bytes>',
    'the largest answer that is held in memory, uncompressed',
    {
      default: '64MB',
    },
  ),
  maxReadDuration: valueOption('--max-read-duration <duration>', 'the longest range that is read at once', {
    default: '15m to Prometheus, else 2h',
  }),
  maxWriteSize: valueOption('--max-write-size <bytes>', 'the size of a request before it is compressed', {
    default: '1MB',
  }),
  writeVersion: valueOption(
    '--remote-write-version <version>',
    '1.0 or 2.0; 2.0 ends the run where an answer does not prove what was stored',
    { default: '1.0' },
  ),
  metricsListen: valueOption(
    '--metrics-listen <address>',
    'serve metrics of the run at /metrics there, such as :9100',
  ),
  retryFor: valueOption('--retry-for <duration>', 'how long one request is tried again', { default: '10m' }),
  noWait: booleanOption('--no-wait', 'do not wait for the last comparison; --verify-only makes it later'),
  plan: booleanOption('--plan', 'print a Kubernetes Job that copies the range in shards'),
  shards: valueOption('--shards <number>', 'for --plan', { default: 'one for each 50 million samples' }),
  image: valueOption('--image <image>', 'for --plan: an image that has phasegate'),
  secret: valueOption(
    '--secret <name>',
    'for --plan: a Secret with credentials, one key for each --…-file flag',
  ),
  parallelism: valueOption('--parallelism <number>', 'for --plan: shards at once', { default: '2' }),
  cuts: valueOption(
    '--cuts <times>',
    'where the range is cut into shards; JOB_COMPLETION_INDEX says which one this is',
  ),
  status: booleanOption('--status', 'show how far a migration is, from its --state'),
  namespace: valueOption('-n, --namespace <name>', 'for --plan and --status', {
    variable: 'HELM_NAMESPACE',
    default: 'default',
  }),
  kubeContext: valueOption('--kube-context <name>', 'for --status: kubeconfig context for kubectl', {
    variable: 'HELM_KUBECONTEXT',
  }),
  kubeconfig: valueOption('--kubeconfig <file>', 'for --status: kubeconfig file for kubectl'),
  format: listOption('--format <name[=file]>', 'text or json', { default: 'text' }),
  debug: DEBUG,
} as const;

export type BackfillFlags = FlagsOf<typeof BACKFILL_OPTIONS>;

export const BACKFILL_SHAPE: CommandShape<typeof BACKFILL_OPTIONS> = {
  name: 'backfill',
  summary: SUMMARY,
  options: BACKFILL_OPTIONS,
  examples: {
    'look at both stores first':
      'phasegate backfill --check --start 30d --reader-url http://old:9090/api/v1/read --writer-url http://new:9090/api/v1/write',
    'copy 30 days; run it again to go on where it stopped':
      'phasegate backfill --start 30d --reader-url http://old:9090/api/v1/read --writer-url http://new:9090/api/v1/write',
    'compare once more, before the old store goes':
      'phasegate backfill --verify-only --start 30d --reader-url http://old:9090/api/v1/read --writer-url http://new:9090/api/v1/write',
  },
};
