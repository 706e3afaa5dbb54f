import { describe, expect } from 'vitest';
import { type HelmRelease, helmRelease, stdoutOf } from './helm-release.ts';
import { kubernetesTest } from './kubernetes-test.ts';
import { liveObjects, namesWhere, uidsOf } from './release-objects.ts';
import { untilRolledOut } from './roll-out.ts';
import { expectStoredAsWritten } from './stored-as-written.ts';

const v1Only = ['ingester', 'compactor', 'store-gateway', 'querier', 'query-scheduler'];
const isV1Only = ({ component = '' }): boolean => v1Only.includes(component);
const isClaim = (name: string): boolean => name.startsWith('PersistentVolumeClaim/');

const microservices = [
  'architecture.microservices.enabled=true',
  'pyroscope.structuredConfig.storage.backend=s3',
  'pyroscope.structuredConfig.storage.s3.bucket_name=profiles',
  'pyroscope.structuredConfig.storage.s3.endpoint=s3.example.org',
  // One by one: set for all at once, Pyroscope's own chart has Deployments claim volumes that nobody makes.
  ...['ingester', 'segment-writer', 'metastore'].map(
    (component) => `pyroscope.components.${component}.persistence.enabled=true`,
  ),
];
const toggles = (v1: boolean, v2: boolean): string[] => [
  `architecture.storage.v1=${v1}`,
  `architecture.storage.v2=${v2}`,
];

describe.each([3, 4] as const)('phasegate between Helm %i and Kubernetes', (major) => {
  kubernetesTest('v1, dual, v2 and back', async ({ helm, controlPlane: plane }) => {
    const release = await helmRelease(major, helm, { plane, namespace: `migration-${major}` });
    await installV1(release);
    await upgradeToDual(release);
    await upgradeToV2(release);
    await rollBackToDual(release);
  });

  kubernetesTest(
    'an upgrade that phasegate refuses leaves no trace',
    async ({ helm, controlPlane: plane }) => {
      const release = await helmRelease(major, helm, { plane, namespace: `refused-${major}` });
      await stdoutOf(release.install([...microservices, ...toggles(true, true)]));
      await untilRolledOut(release);
      const before = [await release.history(), await release.manifest(), await liveObjects(release)];
      // Without the v2 components in the render there is nothing to make v2 of.
      const refused = await release.upgrade({ set: toggles(true, false), phasegate: ['--phase', 'v2'] });
      expect(refused.status).not.toBe(0);
      expect(await release.operator.lastReport()).toMatchObject({ exitCode: 1, outcome: 'refused' });
      expect([await release.history(), await release.manifest(), await liveObjects(release)]).toEqual(before);
    },
  );
});

async function installV1(release: HelmRelease): Promise<void> {
  await stdoutOf(release.install([...microservices, ...toggles(true, false)]));
  await untilRolledOut(release);
  const objects = await liveObjects(release);
  expect(namesWhere(objects, ({ component }) => component === 'metastore')).toEqual([]);
}

async function upgradeToDual(release: HelmRelease): Promise<void> {
  const v1 = await liveObjects(release);
  await stdoutOf(release.upgrade({ set: toggles(true, true), phasegate: ['--phase', 'dual'] }));
  await expectStoredAsWritten(release);
  await untilRolledOut(release);
  const dual = await liveObjects(release);
  expect(uidsOf(dual)).toMatchObject(uidsOf(v1));
  expect(namesWhere(dual, ({ component }) => component === 'metastore')).toEqual(
    expect.arrayContaining([
      'StatefulSet/pyroscope-metastore',
      'PersistentVolumeClaim/data-pyroscope-metastore-0',
    ]),
  );
}

/** The values still ask for both layers: what takes v1 out is phasegate alone. */
async function upgradeToV2(release: HelmRelease): Promise<void> {
  const dual = await liveObjects(release);
  await stdoutOf(release.upgrade({ phasegate: ['--phase', 'v2'] }));
  await expectStoredAsWritten(release);
  await untilRolledOut(release);
  const v2 = await liveObjects(release);
  // Kubernetes keeps the claims of a StatefulSet that goes.
  const kept = namesWhere(dual, (object, name) => !isV1Only(object) || isClaim(name));
  expect(namesWhere(dual, isV1Only)).not.toEqual([]);
  expect(uidsOf(v2)).toEqual(uidsOf(dual, kept));
}

async function rollBackToDual(release: HelmRelease): Promise<void> {
  const v2 = await liveObjects(release);
  const dualRevision = 2;
  await stdoutOf(release.rollback(dualRevision));
  await untilRolledOut(release);
  const dual = await liveObjects(release);
  expect(uidsOf(dual)).toMatchObject(uidsOf(v2));
  expect(namesWhere(dual, isV1Only)).toContain('StatefulSet/pyroscope-ingester');
  expect(await release.history()).toMatchObject([
    { revision: 1, status: 'superseded' },
    { revision: 2, status: 'superseded' },
    { revision: 3, status: 'superseded' },
    { revision: 4, status: 'deployed', description: 'Rollback to 2' },
  ]);
}
