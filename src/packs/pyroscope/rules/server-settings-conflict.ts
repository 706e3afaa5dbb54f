import { type Place, sure } from '../../../pack.ts';
import { rightBucketKey } from '../facts/config.ts';
import {
  namesOf,
  type PyroscopeComponent,
  type PyroscopeRule,
  type PyroscopeState,
  seesAll,
  settingOf,
  together,
} from '../read/facts.ts';
import { hidesConfig, type ServerSetting, saidTo } from '../read/server-files.ts';
import { isRead, isServerCertain, serverKnowledge, serverOf, severityOfUnknown } from '../read/servers.ts';
import { extraArgs, oneBinary, PHASE_FLAGS_2, structured } from './examples.ts';

/** Two settings with values that servers do not take together; nothing said counts as an empty text. */
interface Conflict {
  readonly one: ServerSetting;
  readonly is: (text: string) => boolean;
  readonly other: ServerSetting;
  readonly otherIs: (text: string) => boolean;
  /** Looked at only where blocks are kept there, by the components that open the store. */
  readonly store?: 's3' | 'gcs' | 'azure';
  readonly why: string;
  readonly fix: string;
}

const isSet = (text: string): boolean => text !== '';
const isMissing = (text: string): boolean => text === '';
const isOn = (text: string): boolean => /^(?:1|t|T|TRUE|true|True)$/.test(text);

const setting = (...config: readonly string[]): ServerSetting => ({
  flag: config.join('.').replaceAll('_', '-'),
  config,
});
const s3 = (...path: readonly string[]): ServerSetting => setting('storage', 's3', ...path);
const azure = (key: string): ServerSetting => setting('storage', 'azure', key);

/** What each store needs to be opened; S3 opens without a bucket. */
const NEEDED_BY_STORE = [
  ['s3', 'endpoint', 'no server derives it from the region', 's3.eu-west-1.amazonaws.com'],
  ['gcs', 'bucket_name', 'it does not look for a bucket itself', 'profiles'],
  ['azure', 'container_name', 'it does not look for a container itself', 'profiles'],
  ['azure', 'account_name', 'it does not read the account from anywhere else', 'profiles'],
] as const;

/** The keys of Azure's client credentials, in a circle: if some of them are missing, one that is there has none behind it. */
const AZURE_CLIENT = ['az_tenant_id', 'client_id', 'client_secret'].map((key, index, all) => ({
  key,
  next: all[(index + 1) % all.length] ?? '',
}));

/** Keys that each name another way to be known to Azure. */
const AZURE_APART = [
  ['user_assigned_id', 'account_key'],
  ['user_assigned_id', 'connection_string'],
  ['user_assigned_id', 'client_id'],
  ['account_key', 'connection_string'],
] as const;

const [KEY_ID, SECRET] = [s3('access_key_id'), s3('secret_access_key')];

/** Seen at servers 1.21.0 and 2.2.1, each with v1, both and v2. */
const CONFLICTS: readonly Conflict[] = [
  ...NEEDED_BY_STORE.map(([store, key, why, such]) => ({
    one: setting('storage', 'backend'),
    is: (text: string) => text === store,
    other: setting('storage', store, key),
    otherIs: isMissing,
    store,
    why,
    fix: `set storage.${store}.${key}, such as ${such}`,
  })),
  {
    one: setting('storage', 'storage_prefix'),
    is: isSet,
    other: setting('storage', 'prefix'),
    otherIs: isSet,
    why: 'the first is the former name of the second',
    fix: 'keep the prefix below which your data is, as storage.prefix, and remove storage.storage_prefix',
  },
  {
    one: setting('query_scheduler', 'max_used_instances'),
    is: (text) => Number(text) > 0,
    other: setting('query_scheduler', 'service_discovery_mode'),
    otherIs: (text) => text === 'dns',
    why: 'only a ring tells it which schedulers are in use',
    fix: 'remove query_scheduler.max_used_instances, or set query_scheduler.service_discovery_mode: ring',
  },
  {
    one: s3('force_path_style'),
    is: isOn,
    other: s3('bucket_lookup_type'),
    otherIs: (text) => text === 'virtual-hosted-style',
    store: 's3',
    why: 'they ask for different styles of address',
    fix: 'remove one of them: storage.s3.bucket_lookup_type: path-style says the same as force_path_style',
  },
  {
    one: s3('native_aws_auth_enabled'),
    is: isOn,
    other: KEY_ID,
    otherIs: isSet,
    store: 's3',
    why: 'it takes its credentials from one place',
    fix: 'remove the keys, or storage.s3.native_aws_auth_enabled',
  },
  {
    one: KEY_ID,
    is: isSet,
    other: SECRET,
    otherIs: isMissing,
    store: 's3',
    why: 'a key needs its secret',
    fix: 'set storage.s3.secret_access_key, or remove storage.s3.access_key_id so that the server looks for credentials itself',
  },
  {
    one: SECRET,
    is: isSet,
    other: KEY_ID,
    otherIs: isMissing,
    store: 's3',
    why: 'a secret needs its key',
    fix: 'set storage.s3.access_key_id, or remove storage.s3.secret_access_key so that the server looks for credentials itself',
  },
  {
    one: s3('sse', 'type'),
    is: (text) => text === 'SSE-KMS',
    other: s3('sse', 'kms_key_id'),
    otherIs: isMissing,
    store: 's3',
    why: 'KMS needs to know which key to use',
    fix: 'set storage.s3.sse.kms_key_id, or storage.s3.sse.type: SSE-S3',
  },
  ...AZURE_APART.map(([key, other]) => ({
    one: azure(key),
    is: isSet,
    other: azure(other),
    otherIs: isSet,
    store: 'azure' as const,
    why: 'it takes its credentials from one place',
    fix: `remove storage.azure.${key} or storage.azure.${other}`,
  })),
  ...AZURE_CLIENT.map(({ key, next }) => ({
    one: azure(key),
    is: isSet,
    other: azure(next),
    otherIs: isMissing,
    store: 'azure' as const,
    why: 'az_tenant_id, client_id and client_secret belong together',
    fix: `set storage.azure.${next}, or remove storage.azure.${key}`,
  })),
];

interface Found {
  readonly component: PyroscopeComponent;
  readonly conflict: Conflict;
  readonly place: Place;
  readonly names: readonly [string, string];
  readonly isMissing: boolean;
}

/** Those of settings that a component reads. */
function conflictsFor(state: PyroscopeState, component: PyroscopeComponent): readonly Conflict[] {
  const opensStore = (component.stores?.length ?? 0) > 0;
  const backend = opensStore ? sure(settingOf(state, 'storageBackend', component)) : undefined;
  return CONFLICTS.filter(({ store }) => store === undefined || store === backend);
}

/** Whether the name of the bucket is there by a wrong key, which is told by itself. */
function isMisnamed(
  { config }: PyroscopeComponent,
  { config: [top = '', store = '', right] }: ServerSetting,
) {
  const keys = config?.keys(top, store).map(String) ?? [];
  return keys.some((key) => rightBucketKey([top, store, key]) === right);
}

function conflictIn(
  state: PyroscopeState,
  component: PyroscopeComponent,
  conflict: Conflict,
): readonly Found[] {
  const one = saidTo(component, conflict.one);
  if (one?.place === undefined || !conflict.is(one.text)) return [];
  const other = saidTo(component, conflict.other);
  if (other === undefined || !conflict.otherIs(other.text)) return [];
  // The chart's own configuration for minio has keys that values do not show.
  const isMissing = !other.text;
  if (isMissing && state.values?.isTrue('minio', 'enabled')) return [];
  if (isMissing && (hidesConfig(state, component) || isMisnamed(component, conflict.other))) return [];
  return [{ component, conflict, place: one.place, names: [one.name, other.name], isMissing }];
}

const S3 = (text: string): string =>
  structured(`storage:\n  backend: s3\n  s3:\n    endpoint: s3.example.org\n    ${text}\n`);
const rendered = (config: string, ...args: readonly string[]): string =>
  oneBinary('2.2.1', { args: [...args, ...PHASE_FLAGS_2.v2] }, { config });
const BARE_S3 = 'storage:\n  backend: s3\n  s3:\n    bucket_name: profiles\n    region: eu-west-1\n';
const AT_BACKEND = 'pyroscope.structuredConfig.storage.backend';
const IN_S3 = 'pyroscope.structuredConfig.storage.s3';

export const serverSettingsConflict: PyroscopeRule = {
  id: 'server-settings-conflict',
  severity: 'error',
  isIndependent: true,
  yieldsTo: 'ignore',
  summary:
    'two settings of the server contradict each other, or one of them needs another: it exits at start',
  why: 'The server exits at start: it does not accept the two together.',
  details: `Each value is right by itself, and the server exits all the same: both names of the prefix within the bucket,
\`native_aws_auth_enabled\` beside an access key, an access key without its secret, \`SSE-KMS\` without a key,
\`max_used_instances\` where schedulers are found by DNS, and Azure's credentials by halves or twice. A store also needs its place:
\`s3\` without \`storage.s3.endpoint\` (\`no s3 endpoint in config file\`; a region is not enough), \`gcs\` without
\`storage.gcs.bucket_name\`, and \`azure\` without \`storage.azure.account_name\` or \`container_name\`. \`s3\` without a bucket
starts. What is in force counts: where a flag says it, the configuration does not. Settings of a store count only where
\`storage.backend\` names it.

Where something is missing, another values file may hold it: it is an error in a render and where lint sees all the values of the
release (\`-f\`), else a warning. Nothing is said about values with a placeholder (\`\${…}\`), and with \`minio.enabled\` the chart brings keys
of its own.`,
  sources: ['servers 1.21.0 and 2.2.1, started with such settings in each phase'],
  get good() {
    return [
      { values: S3('native_aws_auth_enabled: true') },
      { values: S3('native_aws_auth_enabled: true\n    access_key_id: ""') },
      { values: S3('access_key_id: a\n    secret_access_key: b') },
      { values: S3(`access_key_id: \${KEY}`) },
      { values: S3('force_path_style: true\n    bucket_lookup_type: auto') },
      { values: S3('sse: {type: SSE-KMS, kms_key_id: k}') },
      { values: `${S3('access_key_id: a')}  extraArgs:\n    storage.s3.secret-access-key: $(SECRET)\n` },
      { values: `${S3('access_key_id: a')}minio:\n  enabled: true\n` },
      { values: S3('access_key_id: a').replace('backend: s3', 'backend: filesystem') },
      {
        values: `${extraArgs('storage.s3.endpoint: s3.example.org')}${structured(BARE_S3).replace('pyroscope:\n', '')}`,
      },
      { values: `${structured(BARE_S3)}minio:\n  enabled: true\n` },
      { values: structured(`storage:\n  backend: s3\n  s3: "\${S3}"\n`) },
      { values: structured(BARE_S3.replaceAll('s3', 'gcs')) },
      { values: structured('storage:\n  backend: gcs\n  gcs:\n    bucket: a\n') },
      { values: structured('storage:\n  backend: azure\n  azure: {account_name: a, container_name: b}\n') },
      { values: structured('query_scheduler:\n  max_used_instances: 2\n') },
      { values: structured('storage:\n  prefix: ""\n  storage_prefix: old\n') },
      {
        manifests: rendered('storage: {prefix: a, storage_prefix: b}\n', '-config.file=/own.yaml'),
        asked: { phase: 'v2' },
      },
      {
        manifests: oneBinary('2.2.1', { args: ['-storage.backend=s3', ...PHASE_FLAGS_2.v2] }),
        asked: { phase: 'v2' },
      },
    ];
  },
  get bad() {
    return [
      {
        values: structured('storage:\n  prefix: a\n  storage_prefix: b\n'),
        at: 'pyroscope.structuredConfig.storage.storage_prefix',
      },
      {
        values: `${structured('query_scheduler:\n  max_used_instances: 2\n')}  extraArgs:\n    query-scheduler.service-discovery-mode: dns\n`,
        at: 'pyroscope.structuredConfig.query_scheduler.max_used_instances',
      },
      {
        values: S3('force_path_style: true\n    bucket_lookup_type: virtual-hosted-style'),
        at: `${IN_S3}.force_path_style`,
      },
      {
        chart: '1.21.0',
        values: S3('native_aws_auth_enabled: true\n    access_key_id: a\n    secret_access_key: b'),
        at: `${IN_S3}.native_aws_auth_enabled`,
      },
      { values: S3('access_key_id: a'), at: `${IN_S3}.access_key_id` },
      { values: `${S3('secret_access_key: a')}  image:\n    tag: 9.0.0\n`, at: `${IN_S3}.secret_access_key` },
      { values: S3('sse: {type: SSE-KMS}'), at: `${IN_S3}.sse.type` },
      { values: structured(BARE_S3), at: AT_BACKEND },
      { chart: '1.21.0', values: structured('storage:\n  backend: gcs\n'), at: AT_BACKEND },
      { values: structured('storage:\n  backend: azure\n  azure: {account_name: a}\n'), at: AT_BACKEND },
      { values: structured('storage:\n  backend: azure\n  azure: {container_name: a}\n'), at: AT_BACKEND },
      {
        values: structured(
          'storage:\n  backend: azure\n  azure:\n    account_name: a\n    container_name: b\n    user_assigned_id: c\n    account_key: d\n',
        ),
        at: 'pyroscope.structuredConfig.storage.azure.user_assigned_id',
      },
      {
        values: structured(
          'storage:\n  backend: azure\n  azure: {account_name: a, container_name: b, account_key: c, connection_string: d}\n',
        ),
        at: 'pyroscope.structuredConfig.storage.azure.account_key',
      },
      {
        values: `${extraArgs('storage.backend: azure')}${structured('storage:\n  azure: {account_name: a, container_name: b, client_id: c}\n').replace('pyroscope:\n', '')}`,
        at: 'pyroscope.structuredConfig.storage.azure.client_id',
      },
      {
        manifests: rendered(
          'storage:\n  backend: s3\n  s3:\n    endpoint: minio:9000\n    access_key_id: a\n',
        ),
        asked: { phase: 'v2' },
        at: 'access_key_id: a',
      },
    ];
  },
  judge({ now }, report) {
    const found = now.components
      .filter(isRead)
      .flatMap((component) =>
        conflictsFor(now, component).flatMap((conflict) => conflictIn(now, component, conflict)),
      );
    for (const group of together(
      found,
      ({ place }) => place,
      ({ names }) => names.join(' '),
    )) {
      const [{ component, conflict, place, names, isMissing }] = group;
      const components = group.map((one) => one.component);
      const server = serverOf(component);
      const known = severityOfUnknown(server, components.some(isServerCertain));
      const [one, other] = names;
      const isOne = components.length === 1;
      const mayBeElsewhere = known === 'error' && isMissing && !seesAll(now);
      const exits =
        serverKnowledge(server) === 'newer'
          ? `Server ${server} may; if not, it exits at start`
          : 'It exits at start';
      report({
        at: place,
        severity: mayBeElsewhere ? 'warning' : known,
        what: isMissing
          ? `${namesOf(components)} ${isOne ? 'needs' : 'need'} ${other} beside ${one}`
          : `${namesOf(components)} ${isOne ? 'does' : 'do'} not accept both ${one} and ${other} as they are set`,
        why: `${exits}: ${conflict.why}.${mayBeElsewhere ? ' Another values file may set it, so this is only a warning.' : ''}`,
        fix: conflict.fix,
      });
    }
  },
};
