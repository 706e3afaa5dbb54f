import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { packNamed } from '../../src/cli/pack-of-values.ts';
import { chooseChart } from '../../src/discover/chart-version.ts';
import { checkValues } from '../../src/lint/check-values.ts';
import { showPath } from '../../src/lint/finding.ts';
import { DEFAULT_SETTINGS } from '../../src/lint/rule-names.ts';
import { PACKS } from '../../src/packs/index.ts';
import { releaseValues } from '../../src/release/from-values.ts';
import { parseValues } from '../../src/values/read-values.ts';
import { placesIn } from '../../src/values/tree.ts';
import { CONFORMANCE } from './renders.ts';

/**
 * Findings at warning or above on real values files, by the number of the file, each with the reason why its author would
 * want to know. A finding that is not here fails the test.
 */
const JUDGED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '004': {
    'pyroscope/extra-args-contradict-toggles pyroscope.extraArgs.architecture\\.storage':
      'the storage is forced by a flag while the toggles say v1: crash loop',
  },
  '009': {
    'misplaced-key podAnnotations': 'the chart ignores it here: what it sets is not set',
  },
  '010': {
    'misplaced-key podAnnotations': 'the chart ignores it here: what it sets is not set',
  },
  '018': {
    'misplaced-key serviceAccount': 'the chart ignores it here: what it sets is not set',
    'pyroscope/metastore-not-persistent pyroscope.persistence.enabled': 'v2 with its index on an emptyDir',
  },
  '019': {
    'pyroscope/metastore-not-persistent pyroscope.persistence.enabled': 'v2 with its index on an emptyDir',
  },
  '020': {
    'misplaced-key microservices': 'the chart ignores it here: what it sets is not set',
    'misplaced-key pyroscope.storage': 'the chart ignores it here: what it sets is not set',
    'misplaced-key singleBinary': 'the chart ignores it here: what it sets is not set',
  },
  '022': {
    'misplaced-key extraArgs': 'the chart ignores it here: what it sets is not set',
    'misplaced-key image': 'the chart ignores it here: what it sets is not set',
    'misplaced-key podAnnotations': 'the chart ignores it here: what it sets is not set',
    'misplaced-key podDisruptionBudget': 'the chart ignores it here: what it sets is not set',
    'misplaced-key podSecurityContext': 'the chart ignores it here: what it sets is not set',
    'misplaced-key resources': 'the chart ignores it here: what it sets is not set',
    'misplaced-key service': 'the chart ignores it here: what it sets is not set',
  },
  '024': {
    'pyroscope/metastore-not-persistent pyroscope.persistence.enabled': 'v2 with its index on an emptyDir',
  },
  '026': {
    'pyroscope/metastore-not-persistent pyroscope.persistence.enabled': 'v2 with its index on an emptyDir',
  },
  '033': {
    'misplaced-key persistence': 'the chart ignores it here: what it sets is not set',
    'misplaced-key service': 'the chart ignores it here: what it sets is not set',
  },
  '034': {
    'misplaced-key pyroscope.ingress': 'the chart ignores it here: what it sets is not set',
  },
  '035': {
    'pyroscope/plaintext-secret pyroscope.config': 'a credential in the file (redacted in the sample)',
  },
  '037': {
    'misplaced-key persistence': 'the chart ignores it here: what it sets is not set',
    'misplaced-key service': 'the chart ignores it here: what it sets is not set',
  },
  '038': {
    'misplaced-key config': 'the chart ignores it here: what it sets is not set',
    'misplaced-key persistence': 'the chart ignores it here: what it sets is not set',
    'misplaced-key service': 'the chart ignores it here: what it sets is not set',
  },
  '040': {
    'misplaced-key persistence': 'the chart ignores it here: what it sets is not set',
    'pyroscope/metastore-not-persistent pyroscope.persistence.enabled': 'v2 with its index on an emptyDir',
    'unknown-key grafana': 'no key of the chart',
  },
  '042': {
    'misplaced-key pyroscope.serviceMonitor': 'the chart ignores it here: what it sets is not set',
    'pyroscope/plaintext-secret pyroscope.structuredConfig.storage.s3.secret_access_key':
      'a credential in the file (redacted in the sample)',
    'pyroscope/v1-data-not-kept pyroscope.components.ingester.kind':
      'v1 runs its ingester as a Deployment on an emptyDir',
    'pyroscope/v1-data-not-kept pyroscope.components.store-gateway.kind':
      'v1 runs its store-gateway as a Deployment on an emptyDir',
  },
  '044': {
    'misplaced-key distributor': 'the chart ignores it here: what it sets is not set',
    'misplaced-key ingester': 'the chart ignores it here: what it sets is not set',
    'misplaced-key querier': 'the chart ignores it here: what it sets is not set',
    'misplaced-key queryFrontend': 'the chart ignores it here: what it sets is not set',
    'pyroscope/metastore-not-persistent pyroscope.persistence.enabled': 'v2 with its index on an emptyDir',
    'pyroscope/plaintext-secret pyroscope.config': 'a credential in the file (redacted in the sample)',
  },
  '046': {
    'pyroscope/filesystem-backend-overrides-object-storage pyroscope.config':
      'the bucket is configured and the chart writes filesystem over it',
    'pyroscope/metastore-not-persistent pyroscope.persistence.enabled': 'v2 with its index on an emptyDir',
    'pyroscope/plaintext-secret pyroscope.config': 'a credential in the file (redacted in the sample)',
  },
  '048': {
    'pyroscope/object-storage-missing pyroscope.structuredConfig.storage.backend':
      'several components and no bucket: each pod on its own disk, and on 1.x none starts',
    'pyroscope/replication-factor-mismatch pyroscope.components.store-gateway.replicaCount':
      'one store-gateway for a replication factor of 3',
  },
  '050': {
    'pyroscope/object-storage-missing pyroscope.structuredConfig.storage.backend':
      'several components and no bucket: each pod on its own disk, and on 1.x none starts',
  },
  '052': {
    'misplaced-key tracing': 'server configuration beside the pyroscope block',
    'pyroscope/legacy-components-layout pyroscope.components': 'v1 components under v2 defaults: crash loop',
    'pyroscope/plaintext-secret pyroscope.structuredConfig.storage.s3.secret_access_key':
      'a credential in the file (redacted in the sample)',
    'pyroscope/replication-factor-mismatch pyroscope.components.store-gateway.replicaCount':
      'one store-gateway for a replication factor of 3',
  },
  '056': {
    'pyroscope/image-tag-older-than-chart pyroscope.image.tag': 'an image 1.x under a chart 2.x: crash loop',
    'pyroscope/metastore-peers-mismatch pyroscope.replicaCount':
      'three single binaries, each waiting for one raft peer',
  },
  '058': {
    'misplaced-key pyroscope.alloy': 'the chart ignores it here: what it sets is not set',
    'misplaced-key pyroscope.storage': 'the chart ignores it here: what it sets is not set',
  },
  '064': {
    'misplaced-key pyroscope.retention': 'the author believes in a retention that is not set',
    'unknown-key grafana': 'no key of the chart',
  },
  '068': {
    'pyroscope/metastore-not-persistent pyroscope.persistence.enabled': 'v2 with its index on an emptyDir',
  },
  '072': {
    'unknown-key pyroscope.rbac': 'the chart pinned there is older than the key',
  },
  '074': {
    'pyroscope/metastore-not-persistent pyroscope.persistence.enabled': 'v2 with its index on an emptyDir',
  },
  '076': {
    'pyroscope/metastore-not-persistent pyroscope.persistence.enabled': 'v2 with its index on an emptyDir',
    'pyroscope/v1-retention-on-v2 pyroscope.structuredConfig.limits.compactor_blocks_retention_period':
      'the period holds for v1 only',
  },
  '078': {
    'misplaced-key pyroscope.ingress': 'the chart ignores it here: what it sets is not set',
  },
};

const pack = packNamed('pyroscope', PACKS);

const VALUES = resolve(CONFORMANCE, '../values');
const files = existsSync(VALUES) ? readdirSync(VALUES).filter((name) => name.endsWith('.yaml')) : [];
if (files.length === 0) console.warn(`NO VALUES at ${VALUES}: no real values files are linted`);

/** The chart each file was written for, as its table says; the newest where it was not pinned. */
function chartOf(file: string): string {
  const row = readFileSync(join(VALUES, 'README.md'), 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`| ${file} `));
  const pinned = /^\d+\.\d+\.\d+/.exec(row?.split('|')[3]?.trim() ?? '')?.[0];
  return chooseChart(pinned ?? '*', pack.charts[0].versions)?.version ?? '';
}

async function findingsOf(file: string) {
  const text = readFileSync(join(VALUES, file), 'utf8');
  const read = parseValues(text, placesIn(file, text));
  if (!read.ok) throw new Error(`${file}: ${read.error.message}`);
  const { values: user, duplicates } = read.value;
  const release = releaseValues({ user, chart: chartOf(file), helm: 4, textOf: () => text }, pack);
  return checkValues({ release, duplicates }, pack, DEFAULT_SETTINGS);
}

const said: string[] = [];

describe.skipIf(files.length === 0)('values files as their users wrote them', () => {
  it.each(files)('%s: nothing that its author would not be thankful for', async (file) => {
    const findings = (await findingsOf(file)).filter(({ severity }) => severity !== 'info');
    const shown = findings.map(({ ruleId, path }) => `${ruleId} ${showPath(path)}`.trim()).toSorted();
    const judged = JUDGED[file.slice(0, 3)] ?? {};
    said.push(
      ...shown.map((finding) => `${file.slice(0, 3)} ${finding}: ${judged[finding] ?? 'NOT JUDGED'}`),
    );
    expect(shown).toEqual(Object.keys(judged).toSorted());
  });

  it('are all judged', () => {
    const known = new Set(files.map((file) => file.slice(0, 3)));
    expect(Object.keys(JUDGED).filter((number) => !known.has(number))).toEqual([]);
  });

  afterAll(() => {
    console.log(
      `${files.length} values files, ${said.length} findings at warning or above:\n${said.join('\n')}`,
    );
  });
});
