import { either } from '../../../english.ts';
import { nearest } from '../../../nearest.ts';
import { type Place, sure } from '../../../pack.ts';
import { serversRead } from '../facts/flags.ts';
import {
  namesOf,
  type PyroscopeComponent,
  type PyroscopeRule,
  type PyroscopeState,
  settingOf,
  together,
} from '../read/facts.ts';
import { type ServerSetting, saidTo } from '../read/server-files.ts';
import {
  isRead,
  isServerCertain,
  serverKnowledge,
  serverOf,
  severityOfUnknown,
  validatesV1,
} from '../read/servers.ts';
import { DUAL, extraArgs, oneBinary, PHASE_FLAGS_2, structured, V1, V2 } from './examples.ts';

/** What a server looks at once it has read everything: only what is in force counts. */
interface Check extends ServerSetting {
  /** v1: not by servers 2.x with v2 alone. s3: only where blocks are kept there. */
  readonly only?: 'v1' | 's3';
  /** What is wrong with a value, as a phrase for what is taken; undefined where it is right or told by another rule. */
  readonly takes: Takes;
}

interface Takes {
  readonly expected: string;
  readonly values?: readonly string[];
  readonly isRight: (text: string) => boolean;
}

const atLeast = (least: number): Takes => ({
  expected: `a whole number of ${least} or more`,
  // The reader of the configuration cuts fractions, which 0.5 and -0.5 show; other texts are told by server-value-refused.
  isRight: (text) => !/^[+-]?\d+(\.\d+)?$/.test(text) || Math.trunc(Number(text)) >= least,
});

const oneOf = (...values: readonly string[]): Takes => ({
  expected: either(values.filter(Boolean)),
  values,
  isRight: (text) => values.includes(text),
});

const PART = /^[A-Za-z_.-][\w.-]*$/;

/** One slash may end a prefix. A number below 1 may have been written as `.5`, which would be taken. */
const PREFIX: Takes = {
  expected:
    'names joined by single slashes, none of which begins with a digit or is . or .., such as team/profiles',
  isRight: (text) =>
    text === '' ||
    /^0\.\d/.test(text) ||
    text
      .replace(/(?<=.)\/$/, '')
      .split('/')
      .every((part) => PART.test(part) && part !== '.' && part !== '..'),
};

/** A slash at the end is taken. An empty one is a store without an endpoint. */
const ENDPOINT: Takes = {
  expected: 'a host with its port, without http:// or a path, such as minio.example.org:9000',
  isRight: (text) => !/:\/\/|\/./.test(text),
};

const CONTEXT: Takes = {
  expected: 'a JSON object of strings, such as {"team": "a"}',
  isRight: isObjectOfTexts,
};

function isObjectOfTexts(text: string): boolean {
  if (text === '') return true;
  try {
    const read: unknown = JSON.parse(text);
    return (
      read === null ||
      (typeof read === 'object' &&
        !Array.isArray(read) &&
        Object.values(read).every((one) => one === null || typeof one === 'string'))
    );
  } catch {
    return false;
  }
}

/** Seen at servers 1.21.0 and 2.2.1, each with v1, both and v2. */
const CHECKS: readonly Check[] = [
  {
    flag: 'compactor.max-opening-blocks-concurrency',
    config: ['compactor', 'max_opening_blocks_concurrency'],
    only: 'v1',
    takes: atLeast(1),
  },
  {
    flag: 'compactor.compaction-jobs-order',
    config: ['compactor', 'compaction_jobs_order'],
    only: 'v1',
    takes: oneOf('smallest-range-oldest-blocks-first', 'newest-blocks-first'),
  },
  {
    flag: 'compactor.compaction-split-by',
    config: ['compactor', 'compaction_split_by'],
    only: 'v1',
    takes: oneOf('fingerprint', 'stacktracePartition'),
  },
  {
    flag: 'store-gateway.tenant-shard-size',
    config: ['limits', 'store_gateway_tenant_shard_size'],
    takes: atLeast(0),
  },
  {
    flag: 'query-scheduler.max-used-instances',
    config: ['query_scheduler', 'max_used_instances'],
    takes: atLeast(0),
  },
  { flag: 'storage.prefix', config: ['storage', 'prefix'], takes: PREFIX },
  { flag: 'storage.storage-prefix', config: ['storage', 'storage_prefix'], takes: PREFIX },
  {
    flag: 'storage.s3.endpoint',
    config: ['storage', 's3', 'endpoint'],
    only: 's3',
    takes: ENDPOINT,
  },
  {
    flag: 'storage.s3.sse.kms-encryption-context',
    config: ['storage', 's3', 'sse', 'kms_encryption_context'],
    only: 's3',
    takes: CONTEXT,
  },
  {
    flag: 'storage.s3.sse.type',
    config: ['storage', 's3', 'sse', 'type'],
    only: 's3',
    takes: oneOf('SSE-KMS', 'SSE-S3', ''),
  },
  {
    flag: 'storage.s3.signature-version',
    config: ['storage', 's3', 'signature_version'],
    only: 's3',
    takes: oneOf('v4', 'v2'),
  },
  {
    flag: 'storage.s3.bucket-lookup-type',
    config: ['storage', 's3', 'bucket_lookup_type'],
    only: 's3',
    takes: oneOf('path-style', 'virtual-hosted-style', 'auto'),
  },
];

interface Invalid {
  readonly component: PyroscopeComponent;
  readonly place: Place;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
}

function isLookedAt(state: PyroscopeState, component: PyroscopeComponent, { only }: Check): boolean {
  if (only === 'v1') return validatesV1(state, component);
  return only === undefined || sure(settingOf(state, 'storageBackend', component)) === only;
}

function invalidIn(state: PyroscopeState, component: PyroscopeComponent, check: Check): readonly Invalid[] {
  const found = saidTo(component, check);
  const { takes } = check;
  if (found?.place === undefined || takes.isRight(found.text) || !isLookedAt(state, component, check))
    return [];
  const meant = takes.values && nearest(found.text, takes.values.filter(Boolean));
  return [
    {
      component,
      place: found.place,
      what: `does not accept ${JSON.stringify(found.text)} for ${found.name}`,
      why: `exits at start: it takes ${takes.expected}.`,
      fix: meant === undefined ? `write ${takes.expected}` : `did you mean ${meant}?`,
    },
  ];
}

export const serverValueInvalid: PyroscopeRule = {
  id: 'server-value-invalid',
  severity: 'error',
  isIndependent: true,
  yieldsTo: 'ignore',
  summary:
    'a flag or a key of the server configuration has a value that the server reads and then does not accept',
  why: 'The server exits at start: it checks the value once it has read everything.',
  details: `Some values have the right type, and the server exits all the same: a negative \`store-gateway.tenant-shard-size\`, a
\`storage.prefix\` with a leading slash, an unknown order of the compactor's jobs. The server looks at what is
in force: where a flag says it, the configuration does not count.

Servers 2.x with \`-architecture.storage=v2\` do not look at the settings of the compactor, which only v1 uses. Those of S3
count only where \`storage.backend\` is s3.`,
  sources: ['servers 1.21.0 and 2.2.1, started with such values in each phase'],
  get good() {
    return [
      {
        values: structured(
          'storage:\n  prefix: team/profiles_1/\nlimits:\n  store_gateway_tenant_shard_size: 0\n',
        ),
      },
      { values: structured('storage:\n  prefix: .5\n') },
      {
        values: structured(
          'storage:\n  backend: s3\n  s3:\n    endpoint: minio:9000/\n    sse:\n      kms_encryption_context: \'{"a": "b"}\'\n',
        ),
      },
      { values: structured(`storage:\n  prefix: "\${TEAM}/1"\n`) },
      { values: structured('storage:\n  backend: gcs\n  s3:\n    sse:\n      type: banana\n') },
      { values: structured('query_scheduler:\n  max_used_instances: banana\n') },
      { values: `${V2}${extraArgs('compactor.compaction-jobs-order: banana')}` },
      { values: `${structured('storage:\n  prefix: /a\n')}  extraArgs:\n    storage.prefix: a\n` },
      { chart: '1.14.0', values: extraArgs('storage.prefix: /a') },
      {
        manifests: oneBinary('2.2.1', {
          args: ['-storage.prefix=/a', '-config.file=/own.yaml', ...PHASE_FLAGS_2.v2],
        }),
        asked: { phase: 'v2' },
      },
    ];
  },
  get bad() {
    return [
      {
        values: `${DUAL}${extraArgs('compactor.compaction-jobs-order: newest')}`,
        at: 'pyroscope.extraArgs.compactor\\.compaction-jobs-order',
      },
      {
        values: `${V1}${structured('compactor:\n  max_opening_blocks_concurrency: 0\n')}`,
        at: 'pyroscope.structuredConfig.compactor.max_opening_blocks_concurrency',
      },
      {
        chart: '1.21.0',
        values: structured('compactor:\n  compaction_split_by: banana\n'),
        at: 'pyroscope.structuredConfig.compactor.compaction_split_by',
      },
      {
        values: structured('limits:\n  store_gateway_tenant_shard_size: -1\n'),
        at: 'pyroscope.structuredConfig.limits.store_gateway_tenant_shard_size',
      },
      { values: structured('storage:\n  prefix: /a\n'), at: 'pyroscope.structuredConfig.storage.prefix' },
      { values: extraArgs('storage.prefix: 2024'), at: 'pyroscope.extraArgs.storage\\.prefix' },
      {
        values: structured('storage:\n  backend: s3\n  s3:\n    endpoint: https://s3.example.org\n'),
        at: 'pyroscope.structuredConfig.storage.s3.endpoint',
      },
      {
        values: structured('storage:\n  backend: s3\n  s3:\n    sse:\n      kms_encryption_context: a=b\n'),
        at: 'pyroscope.structuredConfig.storage.s3.sse.kms_encryption_context',
      },
      {
        values: structured('storage:\n  backend: s3\n  s3:\n    signature_version: V4\n'),
        at: 'pyroscope.structuredConfig.storage.s3.signature_version',
      },
      {
        values: `${structured('storage:\n  prefix: a//b\n')}  image:\n    tag: 9.0.0\n`,
        at: 'pyroscope.structuredConfig.storage.prefix',
      },
      {
        manifests: oneBinary('2.2.1', { args: ['-storage.prefix=/a', ...PHASE_FLAGS_2.v2] }),
        asked: { phase: 'v2' },
        at: '-storage.prefix=/a',
      },
    ];
  },
  judge({ now }, report) {
    const found = now.components
      .filter(isRead)
      .flatMap((component) => CHECKS.flatMap((check) => invalidIn(now, component, check)));
    for (const group of together(
      found,
      ({ place }) => place,
      ({ what }) => what,
    )) {
      const [{ component, place, what, why, fix }] = group;
      const components = group.map((one) => one.component);
      const server = serverOf(component);
      const isNewer = serverKnowledge(server) === 'newer';
      report({
        at: place,
        severity: severityOfUnknown(server, components.some(isServerCertain)),
        what: `${isNewer ? `server ${serversRead().at(-1) ?? ''}, the newest known,` : namesOf(components)} ${what}`,
        why: isNewer ? `Server ${server} may; if not, it exits at start.` : `Server ${server} ${why}`,
        fix,
      });
    }
  },
};
