import type { Fix, Report } from '../../../lint/finding.ts';
import { renameKey } from '../../../lint/fixes.ts';
import type { ValueNode } from '../../../values/tree.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import type { PyroscopeRule } from './rule.ts';
import { rightBucketKey } from './shared/bucket-name-keys.ts';
import { configuredMap } from './shared/certain-config.ts';

const STRUCTURED = ['pyroscope', 'structuredConfig'] as const;
const CONFIG = ['pyroscope', 'config'] as const;
const structured = (kind: string, key: string): string =>
  `pyroscope:\n  structuredConfig:\n    storage:\n      backend: ${kind}\n      ${kind}:\n        ${key}: profiles\n`;
const text = (key: string): string =>
  `pyroscope:\n  config: |\n    storage:\n      backend: s3\n      s3:\n        ${key}: profiles\n        region: eu\n`;

/** The key within the text of a literal block, where its place in the file is the text's own. */
function renameInText(node: ValueNode, key: string, right: string, { textOf }: PyroscopeValues) {
  const { origin } = node;
  if (origin.kind !== 'file' || !origin.key) return undefined;
  const { start, end } = origin.key;
  if (textOf(origin.file).slice(start, end) !== key) return undefined;
  const fix: Fix = { file: origin.file, edits: [{ start, end, text: right }], changes: [CONFIG] };
  return { fix };
}

function rename(node: ValueNode, path: readonly string[], right: string, values: PyroscopeValues) {
  const inValues = [...STRUCTURED, ...path];
  const isStructured = values.value(...inValues) !== undefined;
  return isStructured
    ? renameKey(node, inValues, right)
    : renameInText(node, path.at(-1) ?? '', right, values);
}

function misnamed(values: PyroscopeValues, kind: string, entries: ReadonlyMap<string, ValueNode>): Report[] {
  return [...entries].flatMap(([key, at]): Report[] => {
    const path = ['storage', kind, key];
    const right = rightBucketKey(path);
    if (right === undefined) return [];
    const isTwice = entries.has(right) ? 'yes' : 'no';
    const mend = isTwice === 'no' ? rename(at, path, right, values) : {};
    return [{ at, on: 'key', args: { kind, key, right, isTwice }, ...mend }];
  });
}

export const s3BucketNameKey: PyroscopeRule = {
  id: 's3-bucket-name-key',
  severity: 'error',
  summary: 'the bucket is named by a key that the server does not know',
  why: `The bucket's name stands under \`bucket_name\` for s3 and gcs and under \`container_name\` for azure and swift. The server
reads its configuration strictly: server 1.21.0 was seen to exit on \`storage.s3.bucket\`,
\`field bucket not found in type s3.Config\`, and so on \`storage.gcs.bucket\` and \`storage.azure.bucket_name\`.`,
  since: '0.2.0',
  sources: ['server 2.2.1, configuration reference', 'server 1.21.0, started', 'grafana/pyroscope #4697'],
  valid: [
    { values: structured('s3', 'bucket_name') },
    { values: structured('azure', 'container_name') },
    { values: structured('cos', 'bucket') },
    { values: text('bucket_name') },
    { values: 'minio:\n  enabled: true\n' },
  ],
  invalid: [
    {
      values: structured('s3', 'bucket'),
      at: 'pyroscope.structuredConfig.storage.s3.bucket',
      fixed: structured('s3', 'bucket_name'),
    },
    {
      values: structured('azure', 'bucket_name'),
      at: 'pyroscope.structuredConfig.storage.azure.bucket_name',
      fixed: structured('azure', 'container_name'),
    },
    {
      values: `${structured('gcs', 'bucket')}        bucket_name: profiles\n`,
      at: 'pyroscope.structuredConfig.storage.gcs.bucket',
    },
  ],
  message: ({ kind, key, right, isTwice }) => ({
    what: `storage.${kind}.${key} is no key of the server: the bucket's name stands under ${right}`,
    why: `the server exits at start: field ${key} not found in type ${kind}.Config`,
    remedy: isTwice === 'yes' ? `take ${key} out, as ${right} is there` : `rename ${key} to ${right}`,
  }),
  check: (values) =>
    ['s3', 'gcs', 'azure', 'swift'].flatMap((kind) => {
      const block = configuredMap(values, 'storage', kind);
      return block ? misnamed(values, kind, block.entries) : [];
    }),
};
