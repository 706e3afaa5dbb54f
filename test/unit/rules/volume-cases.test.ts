import { describe, expect, it } from 'vitest';
import { chartVersions } from '../../../src/packs/pyroscope/facts/charts.ts';
import { componentValuesInSingleBinary } from '../../../src/packs/pyroscope/rules/component-values-in-single-binary.ts';
import { deploymentPvcNeverCreated } from '../../../src/packs/pyroscope/rules/deployment-pvc-never-created.ts';
import { tunesSingleBinary } from '../../../src/packs/pyroscope/rules/legacy-components-layout.ts';
import { metastoreNotPersistent } from '../../../src/packs/pyroscope/rules/metastore-not-persistent.ts';
import { podNameClash } from '../../../src/packs/pyroscope/rules/pod-name-clash.ts';
import { restartGap } from '../../../src/packs/pyroscope/rules/restart-gap.ts';
import { sharedClaim } from '../../../src/packs/pyroscope/rules/shared-claim.ts';
import { dual, findings, parts, severities, single, stateOf, text } from './findings-of.ts';

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

/** `{a: {b: true}}` for `a.b`, laid over values. */
function withSwitches(values: Record<string, unknown>, paths: readonly string[]): object {
  const result = structuredClone(values);
  for (const path of paths) {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    let here = result;
    for (const key of keys) {
      here[key] ??= {};
      here = here[key] as Record<string, unknown>;
    }
    here[last] = true;
  }
  return result;
}

describe('the advice of deployment-pvc-never-created', () => {
  const PHASES = { v1: [true, false], dual: [true, true], v2: [false, true] } as const;
  const cases = chartVersions()
    .filter((chart) => chart !== '1.14.0')
    .flatMap((chart) => (['v1', 'dual', 'v2'] as const).map((phase) => [chart, phase] as const));

  it.each(cases)('holds when it is followed: chart %s, %s', (chart, phase) => {
    const [v1, v2] = PHASES[phase];
    const base = { architecture: { microservices: { enabled: true }, storage: { v1, v2 } } };
    const bad = { ...base, pyroscope: { persistence: { enabled: true } } };
    const advice = text(deploymentPvcNeverCreated, bad, { chart });
    const switches = [...advice.matchAll(/([\w.-]+persistence\.enabled): true/g)].map(
      ([, path = '']) => path,
    );
    expect(switches[0]).toBe('pyroscope.persistence.enabled');
    const followed = withSwitches(base, switches.slice(1));
    expect(findings(deploymentPvcNeverCreated, followed, { chart })).toEqual([]);
    expect(findings(metastoreNotPersistent, followed, { chart })).toEqual([]);
    const names = (values: object) => stateOf(values, { chart }).components.map(({ name }) => name);
    expect(names(followed).toSorted()).toEqual(names(base).toSorted());
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
    expect(tunesSingleBinary(stateOf(values))).toBe(expected);
    expect(findings(componentValuesInSingleBinary, values)).toHaveLength(expected ? 1 : 0);
  });

  it('is not meant where microservices are on', () => {
    expect(tunesSingleBinary(stateOf(parts({ metastore: {} })))).toBe(false);
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

describe('pod-name-clash', () => {
  const volume = (name: string) => ({ extraVolumes: [{ name, emptyDir: {} }] });
  const mount = (mountPath: string, name = 'data') => ({ extraVolumeMounts: [{ name, mountPath }] });
  const container = (name: string) => ({ extraContainers: [{ name, image: 'proxy' }] });

  it.each([
    ['a container called as one component', parts({ admin: container('admin') }), 1],
    ['a container called as another component', parts({ admin: container('metastore') }), 0],
    [
      'a container called as the single binary, in microservices',
      parts({ admin: container('pyroscope') }),
      0,
    ],
    ['the path of the compactor in another component', parts({ admin: mount('/data-compactor') }), 0],
    [
      'the path of the compactor',
      { ...parts({ compactor: mount('/data-compactor') }), architecture: dual },
      1,
    ],
    ['the path of the metastore', parts({ metastore: mount('/data-metastore') }), 1],
    ['one list of all components', parts({}, volume('config')), 1],
    ['a mount of a volume of all components', parts({ admin: mount('/a', 'a') }, volume('a')), 0],
    ['a mount of a volume that is filled in', single({ ...volume('{{ .volume }}'), ...mount('/a', 'a') }), 0],
    [
      'a mount of a claim template',
      single({
        persistence: { extraVolumeClaimTemplates: [{ metadata: { name: 'a' } }] },
        ...mount('/a', 'a'),
      }),
      0,
    ],
    [
      'a mount of another container',
      single({ extraContainers: [{ name: 'a', volumeMounts: [{ name: 'b' }] }] }),
      1,
    ],
  ])('%s', (_, values, count) => {
    expect(findings(podNameClash, values)).toHaveLength(count);
  });

  it('warns where another file may make up for it', () => {
    expect(severities(podNameClash, single(mount('/a', 'a')))).toEqual(['warning']);
    expect(severities(podNameClash, single(volume('data')))).toEqual(['warning']);
    expect(severities(podNameClash, single(volume('config')))).toEqual(['error']);
  });
});
