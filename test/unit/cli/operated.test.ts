import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { utcTime } from '../../../src/times.ts';
import { manifestOf, type PhaseName } from '../gate/memory-cluster.ts';
import { fakePrograms } from '../live/fake-programs.ts';
import { type Change, itemsOf, type Kept, workloadsOf } from '../live/kubernetes-history.ts';
import { run } from './run.ts';

const HELM = `
const { history, manifests } = JSON.parse(fs.readFileSync(dir + '/helm.json', 'utf8'));
const revision = (args.find((one) => one.startsWith('--revision=')) ?? '').slice('--revision='.length);
if (history.length === 0) fail('Error: release: not found');
else if (args[0] === 'history') say(history);
else if (args[1] === 'manifest') say(manifests[revision]);
else if (args[1] === 'metadata') say({ name: 'pyroscope', namespace: 'pyroscope', chart: 'pyroscope', version: '2.2.1', appVersion: '2.2.1' });
else say({ architecture: { storage: { v1: true, v2: true } } });
`;
const KUBECTL = `
const items = JSON.parse(fs.readFileSync(dir + '/items.json', 'utf8'));
if (args[1].startsWith('statefulsets,')) {
  if (items.refused) fail(items.refused);
  else say({ items });
}
else say({ items: [] });
`;

const NOW = Date.now();
const ago = (hours: number): string => new Date(NOW - hours * 3_600_000).toISOString();
const single = (phase: PhaseName) => {
  const [found] = workloadsOf(manifestOf(phase));
  if (!found) throw new TypeError('the manifest holds no workload');
  return found;
};

interface World {
  /** Each revision's phase and age in hours. */
  readonly revisions?: readonly (readonly [PhaseName, number, status?: string, description?: string])[];
  readonly edit?: (manifest: string) => string;
  readonly items?: readonly unknown[] | { readonly refused: string };
}

/** Runs a command over stand-ins for helm and kubectl. */
async function phasegate(
  argv: readonly string[],
  { revisions = [], edit = (text) => text, items = [] }: World,
) {
  const { dir, env } = fakePrograms({ helm: HELM, kubectl: KUBECTL });
  const history = revisions.map(
    ([, hours, status = 'superseded', description = 'Upgrade complete'], index) => ({
      ...{ revision: index + 1, updated: ago(hours), status, chart: 'pyroscope-2.2.1' },
      description,
    }),
  );
  const manifests = Object.fromEntries(
    revisions.map(([phase], index) => [index + 1, edit(manifestOf(phase))]),
  );
  writeFileSync(join(dir, 'helm.json'), JSON.stringify({ history, manifests }));
  writeFileSync(join(dir, 'items.json'), JSON.stringify(items));
  return run(argv, { env });
}

const IN_DUAL = [
  ['v1', 99],
  ['dual', 30, 'deployed'],
] as const;
const HELMS: readonly Change[] = [
  { at: ago(99), to: single('v1') },
  { at: ago(30), to: single('dual') },
];
const asked = (command: string, ...more: readonly string[]) => [
  command,
  '-n',
  'pyroscope',
  'pyroscope',
  ...more,
];
const TO_V2 = asked('plan', '--reuse-values', '--set', 'architecture.storage.v1=false');

describe('a release that Helm does not know', () => {
  const applied = (kept: Kept, labels = {}) => {
    const to = { ...single('dual'), labels: { ...single('dual').labels, ...labels } };
    return { items: itemsOf([{ at: ago(30), to }], kept) };
  };
  const byArgo = [{ manager: 'argocd-controller', operation: 'Apply', fieldsV1: {} }];
  const world = {
    'an annotation': applied({
      annotations: { 'argocd.argoproj.io/tracking-id': 'prof:apps/StatefulSet:pyroscope/pyroscope' },
    }),
    'a label': applied({}, { 'argocd.argoproj.io/instance': 'prof' }),
    'whoever applied it': applied({ managers: byArgo }, { 'app.kubernetes.io/instance': 'prof' }),
  };

  for (const command of ['verify', 'plan', 'next'])
    it.each(Object.keys(world) as (keyof typeof world)[])(
      `is an application of Argo CD to ${command} by %s`,
      async (sign) => {
        const { code, out, said } = await phasegate(asked(command), world[sign]);
        expect([code, out]).toEqual([2, '']);
        expect(said).toContain(
          'Helm has no release "pyroscope" (namespace pyroscope), but Argo CD application prof',
        );
        expect(said).toContain('phasegate plan --from-values OLD --to-values NEW');
        expect(said).not.toContain('helm list');
      },
    );

  it('was applied by somebody else than Helm where no object bears its mark', async () => {
    const { said } = await phasegate(asked('verify'), applied({}));
    expect(said).toContain('but another program than Helm applied pyroscope');
  });

  it.each([
    ['nothing is there', {}],
    ['Helm made it', applied({ annotations: { 'meta.helm.sh/release-name': 'pyroscope' } })],
    ['nobody may look', { items: { refused: 'Error from server (Forbidden): no' } }],
  ])('is looked for with helm list where %s', async (_, where) => {
    const { code, said } = await phasegate(asked('next'), where);
    expect([code, said]).toEqual([2, expect.stringContaining('helm list --all')]);
  });
});

describe('a release that Flux applies', () => {
  const edit = (manifest: string) =>
    manifest.replaceAll(
      /^ {4}helm\.sh\/chart:/gm,
      '    helm.toolkit.fluxcd.io/name: prof\n    helm.toolkit.fluxcd.io/namespace: apps\n    helm.sh/chart:',
    );
  const world = { revisions: IN_DUAL, items: itemsOf(HELMS), edit };

  it('gets values for Git from next, and no helm upgrade', async () => {
    const { code, out } = await phasegate(asked('next'), world);
    expect(code).toBe(0);
    expect(out).toContain('in Git, in HelmRelease apps/prof (Flux applies it');
    expect(out).toContain('    spec.values.architecture.storage.v1: false\n');
    expect(out).toContain('    spec.values.architecture.storage.v2: true\n');
    expect(out).toContain('phasegate plan before you commit it');
    expect(out).toContain('to go back:\nrevert that commit');
    expect(out).not.toMatch(/helm (?:upgrade|rollback) pyroscope/);
  });

  it('gets a runbook of the same kind', async () => {
    const { file } = await phasegate(asked('next', '--runbook', 'steps.md'), world);
    const text = file('steps.md');
    expect(text).toContain('In Git, in HelmRelease apps/prof');
    expect(text).toContain('Revert that commit.');
    expect(text).not.toMatch(/helm (?:upgrade|rollback) pyroscope/);
  });

  it('is repaired in Git after a failed revision', async () => {
    const revisions = [...IN_DUAL, ['v2', 1, 'failed']] as const;
    const { said } = await phasegate(asked('next'), { ...world, revisions });
    expect(said).toContain('take it again');
    expect(said).not.toContain('helm rollback');
  });

  it('is no other one', async () => {
    const { out } = await phasegate(asked('next'), { ...world, edit: (text) => text });
    expect(out).toContain('helm upgrade pyroscope');
    expect(out).not.toContain('Git');
  });
});

describe('next', () => {
  it('says what Helm 4 needs after a revision that failed by a conflict', async () => {
    const conflict =
      'Upgrade "pyroscope" failed: conflict occurred while applying object a/b apps/v1, Kind=StatefulSet: Apply failed with 2 conflicts: conflicts with "kubectl-edit" using apps/v1: x';
    const failed = (description: string) =>
      phasegate(asked('next'), { revisions: [...IN_DUAL, ['v2', 1, 'failed', description]] });
    expect((await failed(conflict)).said).toMatch(
      /or helm rollback pyroscope 2; kubectl-edit owns a field .*--force-conflicts/,
    );
    expect((await failed('timed out')).said).not.toContain('--force-conflicts');
  });
});

describe('plan', () => {
  const putBack = [...HELMS, { at: ago(3), to: single('v1') }, { at: ago(2), to: single('dual') }];

  it('counts the soak as the gate does', async () => {
    const healthy = await phasegate(TO_V2, { revisions: IN_DUAL, items: itemsOf(HELMS) });
    expect(healthy.out).toContain('[x] long enough in dual');
    const { out } = await phasegate(TO_V2, { revisions: IN_DUAL, items: itemsOf(putBack) });
    expect(out).toContain('[ ] long enough in dual');
    const end = utcTime(new Date(Date.parse(ago(2)) + 60_000).toISOString());
    expect(out).toContain(`profiles ingested before ${end} cannot be read in v2`);
    expect(out).toMatch(new RegExp(`v1 .* to ${end} +not certain`));
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(
      /v1 stood by hand until .*StatefulSet pyroscope ran with args of v1/,
    );
  });

  it('names the right that is missing, where the time counts', async () => {
    const refused =
      'Error from server (Forbidden): x is forbidden: User "ci" cannot list resource "replicasets" in API group "apps" in the namespace "pyroscope"';
    const world = { revisions: IN_DUAL, items: { refused } };
    expect((await phasegate(TO_V2, world)).out).toContain('cannot list replicasets.apps');
    const { out } = await phasegate(asked('plan', '--reuse-values'), world);
    expect(out).not.toContain('cannot list');
  });

  it('warns of whom Helm 4 will meet, where the step changes args', async () => {
    const args = { 'f:containers': { 'k:{"name":"pyroscope"}': { 'f:args': {} } } };
    const managers = [
      { manager: 'helm', operation: 'Apply', fieldsV1: {} },
      {
        ...{ manager: 'kubectl-replace', operation: 'Update' },
        fieldsV1: { 'f:spec': { 'f:template': { 'f:spec': args } } },
      },
    ];
    const world = { revisions: IN_DUAL, items: itemsOf(HELMS, { managers }) };
    const { code, out } = await phasegate(TO_V2, world);
    expect([code, out]).toEqual([0, expect.stringContaining('kubectl-replace owns')]);
    expect(out).toContain('--force-conflicts');
    expect((await phasegate(asked('plan', '--reuse-values'), world)).out).not.toContain('--force-conflicts');
  });
});
