import type { Place } from '../../../pack.ts';
import { rightBucketKey } from '../facts/config.ts';
import type { PyroscopeRule } from '../read/facts.ts';
import { everyPlaceOf, nodeOf } from '../read/server-files.ts';
import { oneBinary, PHASE_FLAGS_2 } from './examples.ts';

const structured = (kind: string, key: string): string =>
  `pyroscope:\n  structuredConfig:\n    storage:\n      backend: ${kind}\n      ${kind}:\n        ${key}: profiles\n`;
const text = (key: string): string =>
  `pyroscope:\n  config: |\n    storage:\n      backend: s3\n      s3:\n        ${key}: profiles\n        region: eu\n`;

const single = (key: string): string =>
  oneBinary(
    '2.2.1',
    { data: 'template', args: PHASE_FLAGS_2.v2 },
    { config: `storage:\n  backend: s3\n  s3:\n    ${key}: profiles\n` },
  );

/** The file of a place: another one may be layered with values that have no right key. */
function fileOf(place: Place): string | undefined {
  const origin = nodeOf(place)?.origin;
  return origin?.kind === 'file' ? origin.file : undefined;
}

export const s3BucketNameKey: PyroscopeRule = {
  id: 's3-bucket-name-key',
  severity: 'error',
  isIndependent: true,
  yieldsTo: 'ignore',
  summary: 'the bucket is named by a key that the server does not know',
  why: 'The server reads its configuration strictly, and exits at start.',
  details: `The bucket's name belongs under \`bucket_name\` for s3 and gcs, and under \`container_name\` for azure and swift. Server
1.21.0 was seen to exit on \`storage.s3.bucket\` (\`field bucket not found in type s3.Config\`), on \`storage.gcs.bucket\` and
on \`storage.azure.bucket_name\`.`,
  sources: ['server 2.2.1, configuration reference', 'server 1.21.0, started', 'grafana/pyroscope #4697'],
  get good() {
    return [
      { values: structured('s3', 'bucket_name') },
      { values: structured('azure', 'container_name') },
      { values: structured('cos', 'bucket') },
      { values: text('bucket_name') },
      { values: 'minio:\n  enabled: true\n' },
      { manifests: single('bucket_name'), asked: { phase: 'v2' } },
    ];
  },
  get bad() {
    return [
      {
        values: structured('s3', 'bucket'),
        at: 'pyroscope.structuredConfig.storage.s3.bucket',
        after: structured('s3', 'bucket_name'),
      },
      {
        values: structured('azure', 'bucket_name'),
        at: 'pyroscope.structuredConfig.storage.azure.bucket_name',
        after: structured('azure', 'container_name'),
      },
      {
        values: `${structured('gcs', 'bucket')}        bucket_name: profiles\n`,
        at: 'pyroscope.structuredConfig.storage.gcs.bucket',
      },
      { manifests: single('bucket'), asked: { phase: 'v2' }, at: 'bucket: profiles' },
    ];
  },
  judge({ now }, report) {
    const config = now.components[0]?.config;
    if (!config) return;
    for (const kind of ['s3', 'gcs', 'azure', 'swift']) {
      const keys = config.keys('storage', kind).map(String);
      for (const key of keys) {
        const right = rightBucketKey(['storage', kind, key]);
        if (right === undefined) continue;
        const path = ['storage', kind, key];
        const isTwice = keys.includes(right);
        for (const place of everyPlaceOf(now, path, config.place(...path))) {
          const isBeside = isTwice && fileOf(place) === fileOf(config.place('storage', kind, right));
          report({
            at: place,
            what: `the server does not know storage.${kind}.${key}; the bucket's name belongs under ${right}`,
            why: `The server exits at start: field ${key} not found in type ${kind}.Config.`,
            fix: isBeside ? `remove ${key}, as ${right} is there` : `rename ${key} to ${right}`,
            fixValues: isTwice ? undefined : (edit) => edit.rename(place, right),
          });
        }
      }
    }
  },
};
