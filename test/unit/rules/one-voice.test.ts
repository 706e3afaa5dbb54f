import { describe, expect, it } from 'vitest';
import { ENGINE_RULES } from '../../../src/lint/engine-rules.ts';
import { known, type Violation } from '../../../src/pack.ts';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import type { PyroscopeRule, PyroscopeState } from '../../../src/packs/pyroscope/read/facts.ts';
import { COPY_FIRST } from '../../../src/packs/pyroscope/read/volumes.ts';
import { extraArgsContradictToggles } from '../../../src/packs/pyroscope/rules/extra-args-contradict-toggles.ts';
import { filesystemBackendOverridesObjectStorage } from '../../../src/packs/pyroscope/rules/filesystem-backend-overrides-object-storage.ts';
import { RULES } from '../../../src/packs/pyroscope/rules/index.ts';
import { legacyComponentsLayout } from '../../../src/packs/pyroscope/rules/legacy-components-layout.ts';
import { metastoreNotPersistent } from '../../../src/packs/pyroscope/rules/metastore-not-persistent.ts';
import { metastorePeersMismatch } from '../../../src/packs/pyroscope/rules/metastore-peers-mismatch.ts';
import { metastoreReplicasEven } from '../../../src/packs/pyroscope/rules/metastore-replicas-even.ts';
import { persistenceChangedMidMigration } from '../../../src/packs/pyroscope/rules/persistence-changed-mid-migration.ts';
import { phaseUnclear } from '../../../src/packs/pyroscope/rules/phase-unclear.ts';
import { queryBackendFromAutoUnsupported } from '../../../src/packs/pyroscope/rules/query-backend-from-auto-unsupported.ts';
import { queryBackendFromInFuture } from '../../../src/packs/pyroscope/rules/query-backend-from-in-future.ts';
import { settingsOutsideDual } from '../../../src/packs/pyroscope/rules/settings-outside-dual.ts';
import { v1ToV2WithoutDual } from '../../../src/packs/pyroscope/rules/v1-to-v2-without-dual.ts';
import { weightsLeaveHoles } from '../../../src/packs/pyroscope/rules/weights-leave-holes.ts';
import { volumeNotes } from '../../../src/packs/pyroscope/steps/step-settings.ts';
import { storedReleases } from '../../../src/release/history.ts';
import { violationsOf } from '../../../src/rules/judge.ts';
import { NO_HISTORY } from '../../../src/step/time-line.ts';
import { NOW, stateIn, step, valuesIn } from '../runbook/state.ts';
import { rendered } from './run-example.ts';

const CLOCK = NOW.getTime();

interface Given {
  readonly before?: PyroscopeState;
  readonly asked?: Readonly<Record<string, 'person' | 'environment' | 'config'>>;
  readonly isStep?: boolean;
}

function told(rule: PyroscopeRule, now: PyroscopeState, { before, asked = {}, isStep }: Given = {}) {
  return violationsOf(rule, {
    now,
    ...(before && { before }),
    ...(isStep && { history: NO_HISTORY }),
    asked: (name) => {
      const by = asked[name];
      return by && known('0.5', by);
    },
    options: {},
    clock: CLOCK,
  });
}

const fixes = (found: readonly Violation[]): readonly string[] => found.map(({ fix }) => fix);

const S3 = { structuredConfig: { storage: { backend: 's3', s3: { bucket_name: 'profiles' } } } };
const single = (phase: string, pyroscope: object = {}, storage: object = {}) =>
  valuesIn('single-binary', phase, { pyroscope: { ...pyroscope }, storage: { ...storage } });

describe('a claim for a StatefulSet that exists', () => {
  const bare = stateIn(single('v1', { persistence: { enabled: false } }));
  const claimed = stateIn(single('dual'));

  it('is told with the same first step by lint, plan and next, whatever runs', () => {
    const bareDual = stateIn(single('dual', { persistence: { enabled: false } }));
    const all = [
      ...fixes(told(metastoreNotPersistent, bareDual)),
      ...fixes(told(persistenceChangedMidMigration as PyroscopeRule, claimed, { before: bare })),
      ...volumeNotes(bare),
    ];
    expect(all).toHaveLength(3);
    for (const one of all) expect(one).toContain(COPY_FIRST);
    expect(all.join(' ')).not.toContain('if v2 already runs');
  });

  it('names the one StatefulSet, and each of several', () => {
    const [one] = told(persistenceChangedMidMigration as PyroscopeRule, claimed, { before: bare });
    expect(one?.what).toContain('the StatefulSet of the single binary');
    expect(one?.fix).toContain('kubectl delete statefulset <fullname> --cascade=orphan');
    const components = { ingester: { kind: 'StatefulSet' }, compactor: { kind: 'StatefulSet' } };
    const [two] = told(
      persistenceChangedMidMigration as PyroscopeRule,
      stateIn(valuesIn('legacy', 'v1', { pyroscope: { components, persistence: { enabled: true } } })),
      { before: stateIn(valuesIn('legacy', 'v1', { pyroscope: { components } })) },
    );
    expect(two?.fix).toContain(
      'kubectl delete statefulset <fullname>-ingester <fullname>-compactor --cascade=orphan',
    );
  });
});

describe('a bucket that chart 1.x ignores', () => {
  const dual = stateIn(single('dual', S3), '1.21.0');
  const rule = filesystemBackendOverridesObjectStorage;

  it.each([
    ['v1', 'set pyroscope.extraArgs."storage.backend": s3'],
    ['dual', 'set pyroscope.extraArgs."storage.backend": filesystem, as the blocks are on the volume'],
    ['v2', 'set pyroscope.extraArgs."storage.backend": filesystem, as the blocks are on the volume'],
  ])('is used or left alone by what runs: %s', (phase, fix) => {
    expect(fixes(told(rule, dual, { before: stateIn(single(phase, S3), '1.21.0') }))).toEqual([fix]);
  });

  it('is told by both cases where that is not known', () => {
    expect(fixes(told(rule, dual))).toEqual([
      'set pyroscope.extraArgs."storage.backend": s3 if this is the first dual, or set pyroscope.extraArgs."storage.backend": filesystem if the release already ran dual or v2 and its blocks are on the volume',
    ]);
  });

  it('stays unused on the way to a newer chart', () => {
    const { command, notes } = step('chart-upgrade', { chart: '1.21.0', values: single('dual', S3) });
    const set = command.filter((_, at) => command[at - 1] === '--set');
    expect(set).toEqual(
      expect.arrayContaining([
        'pyroscope.extraArgs.storage\\.backend=filesystem',
        'pyroscope.extraArgs.storage\\.filesystem\\.dir=/data/.shared',
      ]),
    );
    expect(notes[0]).toContain('the release stays on the volume');
  });
});

describe('a release that goes from v1 to v2 over a chart that stores otherwise', () => {
  it('changes the chart first, in all that is said of it', () => {
    const { architecture: _, ...unset } = single('v1');
    const found = told(v1ToV2WithoutDual as PyroscopeRule, stateIn(unset), {
      before: stateIn(unset, '1.21.0'),
      isStep: true,
    });
    expect(fixes(found)).toEqual([
      'change the chart first: upgrade to 2.2.1 in v1, with architecture.storage.v1: true and v2: false written out; then go to dual',
    ]);
  });
});

describe('legacy components that a chart renders in v2', () => {
  const byDefault = legacyComponentsLayout.bad.filter(
    ({ manifests, asked }) => manifests?.includes('-architecture.storage=v2') && asked?.phase !== 'v1',
  );
  const stored = (text = ''): PyroscopeState => {
    const [release] = storedReleases(text, [pyroscope]);
    if (!release) throw new Error('no release');
    return release.state as PyroscopeState;
  };
  const [example] = byDefault;

  it('go through v1 and dual where nobody asked for v2', async () => {
    const { releases } = await rendered(example ?? {});
    const [finding] = releases.flatMap(({ findings }) => findings);
    const phases = [...(finding?.fix ?? '').matchAll(/--phase (\w+)/g)].map(([, phase]) => phase);
    expect(phases).toEqual(['v1', 'dual', 'v2']);
  });

  it('go on from what is installed where that is known', () => {
    const [from] = legacyComponentsLayout.bad.filter(
      ({ asked, manifests }) => manifests && asked?.phase === 'v2',
    );
    const [v1, v2] = [stored(from?.manifests), stored(example?.manifests)];
    const [found] = told(legacyComponentsLayout, v2, { before: v1, isStep: true });
    expect(found?.fix).toMatch(/^first render it with --phase v1 /);
    expect(found?.fix).not.toContain('if the release');
  });

  it('are told v1 first by lint, where v2 is only the default', () => {
    const { architecture: _, ...unset } = valuesIn('legacy', 'v1');
    const [found] = told(legacyComponentsLayout, stateIn(unset));
    expect(found?.fix).toMatch(
      /^first set .* in v1, with architecture.storage.v1: true and v2: false; then go to dual/,
    );
  });
});

describe('a weight that drops profiles', () => {
  const dual = stateIn(single('dual', {}, { migration: { ingesterWeight: 0.5 } }));

  it.each([
    ['person', 'give --ingester-weight 1 in place of --ingester-weight 0.5'],
    ['environment', 'give --ingester-weight 1, which wins over the environment variable'],
    ['config', 'set architecture.storage.migration.ingesterWeight: 1, or give --ingester-weight 1'],
  ] as const)('is raised where it was asked for: %s', (by, fix) => {
    expect(fixes(told(weightsLeaveHoles, dual, { asked: { ingesterWeight: by } }))).toEqual([fix]);
  });
});

describe('a time from which v2 answers', () => {
  const from = (time: string, chart?: string): PyroscopeState =>
    stateIn(single('dual', {}, { migration: { queryBackendFrom: time } }), chart);

  it('is not told auto where the server exits at it', () => {
    const [now, then] = ['2.2.1', '1.15.1'].map((chart) =>
      told(queryBackendFromInFuture, from('2999-01-01T00:00:00Z', chart)),
    );
    expect(fixes(now ?? [])).toEqual(['write the time of the first write to v2, or auto']);
    expect(fixes(then ?? [])).toEqual(['write the time of the first write to v2']);
  });

  it('may be as far ahead as next puts it', () => {
    const at = (minutes: number): PyroscopeState => from(new Date(CLOCK + minutes * 60_000).toISOString());
    expect(told(queryBackendFromInFuture, at(60))).toEqual([]);
    expect(told(queryBackendFromInFuture, at(180))).toHaveLength(1);
  });

  it('is told with the single binary by its name', () => {
    const [found] = told(queryBackendFromAutoUnsupported, from('auto', '1.15.1'));
    expect(found?.what).toContain('of the single binary does not know');
  });
});

describe('an even number of metastores', () => {
  it('is made odd by both rules about it', () => {
    const now = stateIn(
      valuesIn('microservices', 'v2', { pyroscope: { components: { metastore: { replicaCount: 2 } } } }),
    );
    const [one, other] = [metastorePeersMismatch, metastoreReplicasEven].map((rule) =>
      fixes(told(rule, now)),
    );
    expect(one).toHaveLength(1);
    expect(one).toEqual(other);
  });
});

describe('extraArgs that make a phase unclear', () => {
  it('are removed before a phase is named', () => {
    const example = phaseUnclear.bad[0];
    const [release] = storedReleases(example?.manifests ?? '', [pyroscope]);
    const now = release?.state as PyroscopeState;
    const components = now.components.map((one) => ({
      ...one,
      flags: { ...one.flags, 'architecture.storage': known('v2', 'person') },
    }));
    const [found] = told(phaseUnclear, { ...now, components });
    expect(found?.fix).toMatch(/^remove pyroscope\.extraArgs\."architecture\.storage" from the values/);
    expect(found?.fix).toContain('name the phase: --phase v1|dual|v2');
    const [lint] = told(
      extraArgsContradictToggles,
      stateIn(single('v1', { extraArgs: { 'architecture.storage': 'v2' } })),
    );
    expect(lint?.fix).toMatch(/^remove pyroscope\.extraArgs\."architecture\.storage" from the file/);
  });
});

describe('settings for dual in another phase', () => {
  it.each([
    [['ingesterWeight'], 'ingester weight given, and v2 has no use for it'],
    [
      ['ingesterWeight', 'segmentWriterWeight'],
      'ingester weight and segment-writer weight given, and v2 has no use for them',
    ],
  ])('are one or several: %s', (names, what) => {
    const [example] = settingsOutsideDual.bad;
    const [release] = storedReleases((example?.manifests ?? '').replaceAll('=v1', '=v2'), [pyroscope]);
    const now = { ...(release?.state as PyroscopeState), phase: known('v2' as const, 'person') };
    const asked = Object.fromEntries(names.map((name) => [name, 'person' as const]));
    expect(told(settingsOutsideDual, now, { asked }).map((one) => one.what)).toEqual([what]);
  });
});

describe('why something is wrong', () => {
  it('is a sentence', () => {
    const whys = [
      ...ENGINE_RULES.flatMap(({ why, message }) => [why, message({}).why]),
      ...RULES.map(({ why }) => why),
    ];
    expect(whys.length).toBeGreaterThan(80);
    expect(whys.filter((why) => !/[.!?)]$/.test(why))).toEqual([]);
  });
});
