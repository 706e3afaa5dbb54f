import { describe, expect, it } from 'vitest';
import { componentValuesInSingleBinary } from '../../../src/packs/pyroscope/rules/component-values-in-single-binary.ts';
import { deploymentPvcNeverCreated } from '../../../src/packs/pyroscope/rules/deployment-pvc-never-created.ts';
import { restartGap } from '../../../src/packs/pyroscope/rules/restart-gap.ts';
import { tunesSingleBinary } from '../../../src/packs/pyroscope/rules/shared/component-kinds.ts';
import { sharedClaim } from '../../../src/packs/pyroscope/rules/shared-claim.ts';
import { dual, findings, parts, read, single, text } from './findings-of.ts';

describe('deployment-pvc-never-created', () => {
  it('names all Deployments of the phase in one finding', () => {
    const all = { architecture: dual, pyroscope: { persistence: { enabled: true } } };
    const said = findings(deploymentPvcNeverCreated, all);
    expect(said).toHaveLength(1);
    for (const name of ['querier', 'query-backend', 'admin', 'distributor'])
      expect(said[0]?.text).toContain(name);
    expect(said[0]?.text).not.toMatch(/claim.*store-gateway/);
  });

  it('reports a component where its own key did it', () => {
    const both = parts({ admin: { persistence: { enabled: true } } }, { persistence: { enabled: true } });
    expect(findings(deploymentPvcNeverCreated, both)).toHaveLength(2);
  });
});

describe('shared-claim', () => {
  const claim = { enabled: true, existingClaim: 'a' };
  it.each([
    ['one replica each, one claim', parts({}, { replicaCount: 1, persistence: claim }), 1],
    [
      'an autoscaled StatefulSet',
      parts({ 'segment-writer': { persistence: claim, autoscaling: { enabled: true } } }),
      1,
    ],
    ['one replica', parts({ metastore: { persistence: claim, replicaCount: 1 } }), 0],
    [
      'Deployments alone',
      parts({ distributor: { persistence: claim }, 'query-frontend': { persistence: claim } }),
      0,
    ],
    [
      'a claim each',
      parts({
        metastore: { persistence: claim, replicaCount: 1 },
        'segment-writer': { persistence: { ...claim, existingClaim: 'b' }, replicaCount: 1 },
      }),
      0,
    ],
  ])('%s', (_, values, count) => {
    expect(findings(sharedClaim, values)).toHaveLength(count);
  });
});

describe('component values in a single binary', () => {
  it.each([
    ['v2-only, no kind', { metastore: {} }, true],
    ['two of them', { metastore: {}, 'segment-writer': {} }, true],
    ['one with a kind', { metastore: {}, 'segment-writer': { kind: 'StatefulSet' } }, false],
    ['a shared one', { metastore: {}, distributor: {} }, false],
    ['none', {}, false],
  ])('%s', (_, components, expected) => {
    const values = single({ components });
    expect(tunesSingleBinary(read(values))).toBe(expected);
    expect(findings(componentValuesInSingleBinary, values)).toHaveLength(expected ? 1 : 0);
  });

  it('is not meant where microservices are on', () => {
    expect(tunesSingleBinary(read(parts({ metastore: {} })))).toBe(false);
  });

  it('speaks of any component without a kind where v2 is off', () => {
    const values = single({ components: { ingester: { kind: 'StatefulSet' }, querier: {} } });
    expect(text(componentValuesInSingleBinary, values, { chart: '1.21.0' })).toContain(
      'adds querier without',
    );
  });
});

describe('restart-gap', () => {
  const before = { architecture: { storage: { v1: true, v2: false } } };
  const dualOf = (pyroscope: object) => ({ architecture: { storage: dual.storage }, pyroscope });

  it('asks for time to stop only where there is too little', () => {
    expect(text(restartGap, dualOf({}), { before })).toContain('terminationGracePeriodSeconds: 60');
    expect(text(restartGap, dualOf({ terminationGracePeriodSeconds: 60 }), { before })).not.toContain(
      'Seconds: 60',
    );
  });
});
