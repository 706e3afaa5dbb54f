import { describe, expect, it, vi } from 'vitest';
import type { CheckStatus } from '../../../src/checks/check.ts';
import { askGate } from '../../../src/cli/render/ask-gate.ts';
import type { GateOptions } from '../../../src/cli/render/gate-options.ts';
import type { Check, Pack } from '../../../src/pack.ts';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import { remediesOf } from '../../../src/step/gate.ts';
import { itemsOf, workloadsOf } from '../live/kubernetes-history.ts';
import {
  configOf,
  input,
  type Memory,
  memoryCluster,
  NO_RELEASE,
  NOTHING_STATED,
  NOW,
  type PhaseName,
  RELEASE,
  storedIn,
  UNREACHABLE,
} from './memory-cluster.ts';

const results = vi.hoisted(() => ({
  statuses: [] as string[],
  soaks: [] as unknown[],
  next: undefined as unknown,
  unproven: '',
}));

/** The checks have tests of their own; here only their results count. */
vi.mock('../../../src/packs/pyroscope/checks/index.ts', () => ({
  get CHECKS(): readonly Check[] {
    return results.statuses.map((status) => ({
      id: `check-${status}`,
      title: `the ${status} one`,
      phases: ['v1', 'dual', 'v2'],
      why: 'because',
      expected: () => 'that',
      command: () => 'kubectl get pods',
      observe: async ({ next }, { soak }) => {
        results.soaks.push(soak);
        results.next = next;
        const { unproven } = results;
        return { status: status as CheckStatus, seen: 'this', ...(unproven !== '' && { unproven }) };
      },
    }));
  },
}));

interface Asked extends Memory {
  readonly to: PhaseName;
  /** What is about to be applied, where that is not a single binary. */
  readonly next?: string;
  readonly options?: GateOptions;
  readonly checks?: readonly CheckStatus[];
  readonly pack?: Pack;
}

async function ask({
  to,
  next: manifest,
  options = {},
  checks = ['ok', 'skipped'],
  pack = pyroscope as Pack,
  ...memory
}: Asked) {
  results.statuses = [...checks];
  const { cluster, asked } = memoryCluster(memory);
  const signal = new AbortController().signal;
  const next = storedIn(to, manifest);
  const gate = await askGate({
    cluster,
    name: RELEASE,
    pack,
    next,
    stated: NOTHING_STATED,
    options,
    signal,
    now: new Date(NOW),
  });
  const whats = gate.verdict.reasons.map(({ what }) => what);
  const reasons = [...whats, ...remediesOf(gate.verdict)].join('\n');
  const notes = (gate.notes ?? []).map(({ rule, what, fix }) => `${rule}: ${what}; ${fix}`);
  return { ...gate, ...gate.verdict, reasons, asked, notes };
}

const DUAL = 'v1@-99 dual@-30!deployed';

describe('an open gate', () => {
  it('lets a first install through, into the first phase', async () => {
    const { open, from, asked, firstInstall } = await ask({
      to: 'v1',
      release: NO_RELEASE,
      options: { namespace: 'production', kubeContext: 'blue' },
    });
    expect([open, from, asked]).toEqual([true, 'nothing', [`release ${RELEASE}`]]);
    expect(firstInstall).toBe('Helm has no release pyroscope in namespace production (context blue)');
  });

  it.each(['dual', 'v2'] as const)('lets a first install into %s through once that is said', async (to) => {
    const firstInstall = { value: true, source: { kind: 'flag', flag: '--gate-first-install' } } as const;
    const options = { namespace: 'production', firstInstall };
    expect(await ask({ to, release: NO_RELEASE, options })).toMatchObject({
      open: true,
      from: 'nothing',
      firstInstall:
        'Helm has no release pyroscope in namespace production (the current context of the kubeconfig)',
    });
  });

  it.each(['v1', 'dual', 'v2'] as const)('lets %s stay, without a check of a pod', async (phase) => {
    const { open, from, to, asked } = await ask({
      to: phase,
      revisions: `${phase}@-1!deployed`,
      checks: ['failed'],
    });
    expect([open, from, to]).toEqual([true, phase, phase]);
    expect(asked).not.toContain('pods');
  });

  it.each([
    ['v1', 'dual'],
    ['dual', 'v1'],
    ['v2', 'dual'],
  ] as const)('lets %s go to %s, which can be taken back', async (from, to) => {
    const revisions = from === 'v2' ? 'dual@-99 v2@-1!deployed' : `${from}@-1!deployed`;
    expect(await ask({ to, revisions })).toMatchObject({ open: true, from, to });
  });

  it('lets v2 come after the time and with green checks', async () => {
    const gate = await ask({ to: 'v2', revisions: DUAL });
    expect(gate).toMatchObject({ open: true, reasons: '' });
    expect(gate.asked).toContain('pods');
  });

  it('lets the checks prove all of the time in the phase, not the last hour of it', async () => {
    results.soaks = [];
    await ask({ to: 'v2', revisions: DUAL, checks: ['ok'] });
    await ask({ to: 'v2', revisions: DUAL, checks: ['ok'], options: { minSoakMs: 3_600_000 } });
    const since = NOW - 30 * 3_600_000;
    expect(results.soaks).toEqual([
      { since, neededMs: 24 * 3_600_000 },
      { since, neededMs: 3_600_000 },
    ]);
  });

  it('names what its checks could not look at', async () => {
    results.unproven = '2 tenants not compared: k, l';
    const gate = await ask({ to: 'v2', revisions: DUAL });
    results.unproven = '';
    expect(gate.open).toBe(true);
    expect(`${gate.notes}`).toContain('not proven: 2 tenants not compared: k, l');
    expect(`${(await ask({ to: 'v2', revisions: DUAL })).notes}`).not.toContain('not proven');
  });

  it('asks for the time that was said', async () => {
    const early = { to: 'v2', revisions: 'v1@-99 dual@-2!deployed' } as const;
    expect((await ask({ ...early, options: { minSoakMs: 0 } })).open).toBe(true);
    expect((await ask({ ...early, options: { minSoakMs: 3 * 3_600_000 } })).open).toBe(false);
    expect((await ask(early)).open).toBe(false);
  });
});

describe('a step that needs some checks alone', () => {
  const needing = (...verified: readonly string[]): Pack => ({
    ...(pyroscope as Pack),
    transition: () => ({ verified }),
  });
  const step = { to: 'dual', revisions: 'v1@-1!deployed' } as const;

  it('is held up by none of the others', async () => {
    const pack = needing('check-ok');
    expect(await ask({ ...step, pack, checks: ['ok', 'failed'] })).toMatchObject({ open: true });
  });

  it.each(['failed', 'unknown', 'skipped'] as const)(
    'is held up where such a check is %s',
    async (status) => {
      const pack = needing(`check-${status}`);
      expect(await ask({ ...step, pack, checks: ['ok', status] })).toMatchObject({ open: false });
    },
  );

  it('shows its checks what is about to be applied', async () => {
    results.next = undefined;
    await ask({ ...step, pack: needing('check-ok') });
    expect(results.next).toMatchObject({ phase: { value: 'dual' } });
  });
});

describe('a closed gate', () => {
  it.each(['dual', 'v2'] as const)(
    'takes a wrong place for likelier than a first install in %s',
    async (to) => {
      const options = { namespace: 'production', kubeContext: 'blue' };
      const { open, from, reasons, firstInstall } = await ask({ to, release: NO_RELEASE, options });
      expect([open, from, firstInstall]).toEqual([false, 'nothing', undefined]);
      expect(reasons).toContain('Helm has no release pyroscope in namespace production (context blue)');
      expect(reasons).toContain('wrong namespace or context');
      expect(reasons).toContain('--gate-first-install');
      const opened = await ask({ to, release: NO_RELEASE, options: { ...options, override: 'seen it' } });
      expect(opened).toMatchObject({ open: true, overridden: { reason: 'seen it' } });
    },
  );

  it('is too early, and says when it is not', async () => {
    const gate = await ask({ to: 'v2', revisions: 'v1@-99 dual@-4!deployed' });
    expect(gate).toMatchObject({ open: false, earliest: '2026-11-22T06:00:00Z' });
    expect(gate.reasons).toContain('too early');
  });

  it.each(['failed', 'waiting', 'unknown'] as const)('has a check that is %s', async (status) => {
    const { open, reasons } = await ask({ to: 'v2', revisions: DUAL, checks: ['ok', status] });
    expect(open).toBe(false);
    expect(reasons).toContain(`the ${status} one`);
    expect(reasons).toContain('kubectl get pods');
  });

  it('has no check that is green', async () => {
    expect(await ask({ to: 'v2', revisions: DUAL, checks: [] })).toMatchObject({ open: false });
    expect(await ask({ to: 'v2', revisions: DUAL, checks: ['skipped'] })).toMatchObject({ open: false });
  });

  it.each([
    ['cannot reach the cluster', { release: UNREACHABLE }],
    ['cannot ask for pods', { pods: { ...UNREACHABLE, kind: 'forbidden' } as const }],
  ])('%s, and says how to open it', async (_, memory) => {
    const { open, reasons } = await ask({ to: 'v2', revisions: DUAL, ...memory });
    expect(open).toBe(false);
    expect(reasons).toContain('The cluster does not answer (namespace pyroscope)');
    expect(reasons).not.toContain('.;');
    expect(reasons).toContain('--gate-override');
  });

  it('cannot reach the cluster for a step that needs no proof either', async () => {
    expect(await ask({ to: 'v1', release: UNREACHABLE })).toMatchObject({ open: false });
  });

  it.each([
    ['another operation', `${DUAL} dual@-1!pending-upgrade`, 'pending-upgrade'],
    ['another rollback', `${DUAL} v1@-1!pending-rollback`, 'pending-rollback'],
    ['a last revision that failed', `${DUAL} v2@-1!failed`, 'is failed'],
  ])('finds %s', async (_, revisions, words) => {
    const { open, reasons } = await ask({ to: 'v2', revisions });
    expect(open).toBe(false);
    expect(reasons).toContain(words);
  });

  it('opens for the upgrade that repairs a failed one, within the phase', async () => {
    const revisions = 'v1@-99 v1@-30!deployed v1@-1!failed';
    expect(await ask({ to: 'v1', revisions })).toMatchObject({ open: true });
  });

  it('does not believe a history that was trimmed', async () => {
    const trimmed = 'dual@-2 dual@-1!deployed';
    const { open, reasons } = await ask({ to: 'v2', revisions: trimmed, first: 11 });
    expect(open).toBe(false);
    expect(reasons).toContain('no longer in the history');
    expect((await ask({ to: 'v2', revisions: 'dual@-30!deployed', first: 11 })).open).toBe(true);
  });

  it('tells whoever upgrades often how the time can ever be over', async () => {
    const often = await ask({ to: 'v2', revisions: 'dual@-2 dual@-1!deployed', first: 11 });
    expect(often.reasons).toMatch(
      /wait until 2026-11-22 08:00.*; make no further upgrade until then, or give each one --history-max 0/,
    );
    const rarely = await ask({ to: 'v2', revisions: 'v1@-99 dual@-4!deployed' });
    expect(rarely.reasons).not.toContain('--history-max');
  });

  it('does not believe a clock that is ahead', async () => {
    const { open, reasons } = await ask({ to: 'v2', revisions: 'v1@-99 dual@2!deployed' });
    expect(open).toBe(false);
    expect(reasons).toContain('clocks disagree');
  });

  it.each([25, -25])(
    'trusts no time where the clock of a server differs by %d hours',
    async (aheadOfServer) => {
      const { open, reasons } = await ask({ to: 'v2', revisions: DUAL, aheadOfServer });
      expect(open).toBe(false);
      const side = aheadOfServer > 0 ? 'ahead of' : 'behind';
      expect(reasons).toContain(`The local clock is 1500 min ${side} the clock of a server\n`);
      expect(reasons).toContain('Correct the clock of this machine, or of the node');
    },
  );

  it('counts the second dual alone', async () => {
    const again = await ask({ to: 'v2', revisions: 'dual@-99 v1@-50 dual@-1!deployed' });
    expect(again).toMatchObject({ open: false, earliest: '2026-11-22T09:00:00Z' });
  });

  it.each([
    ['v1', 'v2'],
    ['v2', 'v1'],
  ] as const)('refuses %s → %s, and tells of dual', async (from, to) => {
    const { open, reasons } = await ask({ to, revisions: `${from}@-99!deployed` });
    expect(open).toBe(false);
    expect(reasons).toContain('without dual in between');
  });
});

describe('a gate before servers that run with something else', () => {
  const config = configOf('dual').replace('backend: filesystem', 'backend: s3');

  it('is closed, and says what to do', async () => {
    const { open, reasons } = await ask({ to: 'v2', revisions: DUAL, config });
    expect(open).toBe(false);
    expect(reasons).toContain(
      'the backend of v1 and v2 is "s3" on the running servers, and "filesystem" in the installed revision',
    );
    expect(reasons).toContain('kubectl rollout restart -n pyroscope statefulset/pyroscope');
    expect(reasons).toContain('--gate-override "<reason>"');
  });

  it('is closed by another phase', async () => {
    const { open, reasons } = await ask({ to: 'v2', revisions: DUAL, config: configOf('v1') });
    expect([open, reasons]).toEqual([false, expect.stringContaining('the phase is "v1" on the running')]);
  });

  it('opens by an override, which stands for the proof, and by no accepted loss', async () => {
    const asked = { to: 'v2', revisions: DUAL, config } as const;
    const opened = await ask({ ...asked, options: { override: 'moved by hand' } });
    expect(opened).toMatchObject({ open: true, overridden: { reason: 'moved by hand' } });
    expect((await ask({ ...asked, options: { acceptDataLoss: RELEASE } })).open).toBe(false);
  });

  it('names the override once, for all reasons', async () => {
    const two = await ask({ to: 'v2', revisions: 'v1@-99 dual@-2!deployed', config });
    expect(two.reasons).toContain('the backend of v1 and v2');
    expect(two.reasons).toContain('too early');
    expect(two.reasons.split('--gate-override')).toHaveLength(2);
  });

  it('does not open by an override where another rule refuses', async () => {
    const revisions = 'v1@-99!deployed';
    const gate = await ask({ to: 'v2', revisions, config: configOf('dual'), options: { override: 'x' } });
    expect(gate.open).toBe(false);
  });

  it('waits after an upgrade', async () => {
    vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
    const revisions = 'v1@-99 dual@-0.01!deployed';
    const { open, reasons } = await ask({ to: 'v2', revisions, config, options: { minSoakMs: 0 } });
    vi.useRealTimers();
    expect([open, reasons]).toEqual([false, expect.stringContaining('wait until the rollout is over')]);
  });

  it('is closed by a page that is not a configuration', async () => {
    const { open, reasons } = await ask({ to: 'v2', revisions: DUAL, config: '<html>' });
    expect([open, reasons]).toEqual([false, expect.stringContaining('did not answer YAML')]);
  });

  it('asks nobody for a step that needs no proof', async () => {
    const gate = await ask({ to: 'dual', revisions: DUAL, config });
    expect([gate.open, gate.asked.includes('pods')]).toEqual([true, false]);
  });
});

describe('the time in dual', () => {
  it('counts anew where a chart moved the blocks on the volume', async () => {
    const gate = await ask({
      to: 'v2',
      revisions: 'v1@-99 dual@-30 dual@-0.2!deployed',
      stored: (phase, revision) =>
        revision === 2
          ? input('1.21.0/single-binary/dual-on-filesystem')
          : input(`2.2.1/single-binary/${phase}`),
    });
    expect(gate.open).toBe(false);
    expect(gate.reasons).toMatch(/when revision 3 changed .*the directory of v1 and v2/);
  });

  it('counts from the first revision that has components of v2', async () => {
    const gate = await ask({
      to: 'v2',
      next: input('2.2.1/microservices/v2'),
      revisions: 'dual@-30 dual@-0.1!deployed',
      stored: (_, revision) => input(`2.2.1/${revision === 1 ? 'legacy' : 'microservices'}/dual`),
    });
    expect(gate.open).toBe(false);
    expect(gate.reasons).toMatch(/too early: in dual for 6 m.*when revision 2 changed .*v2/);
  });
});

describe('a gate that is opened deliberately', () => {
  const early = { to: 'v2', revisions: 'v1@-99 dual@-4!deployed' } as const;

  it('is recorded with its reason, and with what was missing', async () => {
    const gate = await ask({ ...early, options: { override: 'the disk is full' } });
    expect(gate).toMatchObject({ open: true, overridden: { reason: 'the disk is full' } });
    expect(gate.reasons).toContain('too early');
  });

  it('needs no override where it is open', async () => {
    const gate = await ask({ to: 'v2', revisions: DUAL, options: { override: 'to be sure' } });
    expect(gate.open).toBe(true);
    expect(gate.overridden).toBeUndefined();
  });

  it('opens without a cluster', async () => {
    const gate = await ask({ to: 'v2', release: UNREACHABLE, options: { override: 'it burns' } });
    expect(gate).toMatchObject({ open: true, overridden: { reason: 'it burns' } });
  });

  it('does not lose data by an override', async () => {
    const gate = await ask({ to: 'v2', options: { override: 'never mind' } });
    expect(gate).toMatchObject({ open: false });
  });

  it('loses data of the release that is named, and of no other', async () => {
    const jump = (acceptDataLoss: string) => ask({ to: 'v2', options: { acceptDataLoss } });
    expect(await jump(RELEASE)).toMatchObject({ open: true, acceptedLoss: ['v1-to-v2-without-dual'] });
    expect(await jump('another')).toMatchObject({ open: false });
  });

  it('does not run into another operation by accepting a loss', async () => {
    const pending = await ask({
      to: 'v2',
      revisions: 'v1@-99 v1@-1!pending-upgrade',
      options: { acceptDataLoss: RELEASE },
    });
    expect(pending.open).toBe(false);
  });
});

describe('what stood in the cluster beside the history of Helm', () => {
  const [v1] = workloadsOf(input('2.2.1/single-binary/v1'));
  const [dual] = workloadsOf(input('2.2.1/single-binary/dual'));
  if (!v1 || !dual) throw new TypeError('the inputs hold no workload');
  const ago = (hours: number) => new Date(NOW - hours * 3_600_000).toISOString();
  const putBack = [
    { at: ago(99), to: v1 },
    { at: ago(30), to: dual },
    { at: ago(3), to: v1 },
    { at: ago(2), to: dual },
  ];
  const forbidden = {
    kind: 'forbidden',
    what: 'User "ci" cannot list controllerrevisions.apps in namespace pyroscope (it shows what ran).',
    remedy: 'Ask for a Role.',
  } as const;

  it('closes the gate to v2 until the time is over, and names it', async () => {
    const gate = await ask({ to: 'v2', revisions: DUAL, live: itemsOf(putBack) });
    expect(gate).toMatchObject({ open: false, earliest: '2026-11-22T08:01:00Z' });
    expect(gate.reasons).toMatch(
      /too early: .*v1 stood by hand until 2026-11-21 08:01.*: StatefulSet pyroscope ran with args of v1/,
    );
    expect(gate.reasons).toContain('wait until');
  });

  it('closes it where nobody may look, and says which right is missing', async () => {
    const { open, reasons } = await ask({ to: 'v2', revisions: DUAL, live: forbidden });
    expect([open, reasons]).toEqual([false, expect.stringContaining('cannot list controllerrevisions.apps')]);
    expect(reasons).toContain('Ask for a Role');
  });

  it('is not asked for, nor missed, within a phase', async () => {
    const gate = await ask({ to: 'dual', revisions: DUAL, live: forbidden });
    expect([gate.open, gate.asked.includes('workloads')]).toEqual([true, false]);
  });

  it('is missed for no step that needs no time', async () => {
    expect((await ask({ to: 'v1', revisions: DUAL, live: forbidden })).open).toBe(true);
  });
});

describe('what the step will meet', () => {
  const [dual] = workloadsOf(input('2.2.1/single-binary/dual'));
  if (!dual) throw new TypeError('the input holds no workload');
  const owned = (manager: string, operation: string) => ({
    ...{ manager, operation, time: '2026-11-20T10:00:00Z' },
    fieldsV1: {
      'f:spec': {
        'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"pyroscope"}': { 'f:args': {} } } } },
      },
    },
  });
  const made = (...managers: object[]) =>
    itemsOf([{ at: '2026-11-20T04:00:00Z', to: dual }], { managers: managers as Record<string, unknown>[] });
  const helm4 = owned('helm', 'Apply');
  const edited = owned('kubectl-edit', 'Update');

  it('is a conflict of Helm 4 with whoever edited the args, behind an open gate', async () => {
    const gate = await ask({ to: 'v2', revisions: DUAL, live: made(helm4, edited) });
    expect(gate.open).toBe(true);
    expect(gate.notes).toEqual([
      'field-conflict: kubectl-edit owns .spec.template.spec.containers[name="pyroscope"].args of StatefulSet/pyroscope, which this release applied with Helm 4; give helm upgrade (or helm rollback) --force-conflicts',
    ]);
  });

  it.each([
    ['Helm 3, which changes whatever it finds', [owned('helm', 'Update'), edited]],
    ['Helm 4 alone', [helm4]],
    ['a release that went from Helm 3 to Helm 4', [helm4, owned('helm', 'Update')]],
    ['a status that a controller wrote', [helm4, { ...edited, subresource: 'status' }]],
    ['a manager of other fields', [helm4, { ...edited, fieldsV1: { 'f:spec': { 'f:replicas': {} } } }]],
  ])('is nothing with %s', async (_, managers) => {
    expect((await ask({ to: 'v2', revisions: DUAL, live: made(...managers) })).notes).toEqual([]);
  });

  it('is nothing with the workload of another chart', async () => {
    const other = { ...dual, name: 'alloy' };
    const managers = [helm4, edited];
    const live = itemsOf([{ at: '2026-11-20T04:00:00Z', to: other }], { managers });
    expect((await ask({ to: 'v2', revisions: DUAL, live })).notes).toEqual([]);
  });

  it('is the same conflict again, after a revision that failed by it', async () => {
    const failed = (description: string) =>
      ask({ to: 'v2', revisions: `${DUAL} v2@-1!failed`, descriptions: { 3: description } });
    const conflict =
      'Upgrade "pyroscope" failed: conflict occurred while applying object pyroscope/pyroscope apps/v1, Kind=StatefulSet: Apply failed with 1 conflict: conflict with "kubectl-replace" using apps/v1: .spec.template.spec.containers[name="pyroscope"].args';
    expect((await failed(conflict)).reasons).toMatch(
      /kubectl-replace owns a field that Helm has to change: Helm 4 needs --force-conflicts/,
    );
    expect((await failed('Upgrade "pyroscope" failed: timed out')).reasons).not.toContain(
      '--force-conflicts',
    );
  });

  it('is a phase that a rollback brought, which no gate saw', async () => {
    const revisions = 'dual@-99 v2@-60 dual@-30!deployed';
    const rolledBack = await ask({ to: 'v2', revisions, descriptions: { 3: 'Rollback to 1' } });
    expect([rolledBack.open, rolledBack.notes]).toEqual([
      true,
      [expect.stringContaining('revision 3 is a rollback to revision 1: no gate was asked')],
    ]);
    const within = 'v1@-99 dual@-60 dual@-30!deployed';
    const { notes } = await ask({ to: 'v2', revisions: within, descriptions: { 3: 'Rollback to 2' } });
    expect(notes).toEqual([]);
    const later = `${revisions.replace('!deployed', '')} v1@-29 dual@-28!deployed`;
    expect((await ask({ to: 'v2', revisions: later, descriptions: { 3: 'Rollback to 1' } })).notes).toEqual(
      [],
    );
  });
});

describe('a release that Flux applies', () => {
  const labels = 'helm.toolkit.fluxcd.io/name: pyroscope\n    helm.toolkit.fluxcd.io/namespace: apps\n    ';
  const stored = (phase: PhaseName) =>
    input(`2.2.1/single-binary/${phase}`).replaceAll(
      /^ {4}helm\.sh\/chart:/gm,
      (label) => `    ${labels}${label.trim()}`,
    );

  it('is changed in Git, by values that are named', async () => {
    const { open, notes } = await ask({ to: 'v2', revisions: DUAL, stored });
    expect([open, notes]).toEqual([
      true,
      [
        'operated-elsewhere: Flux applies this release from HelmRelease apps/pyroscope; make the change in Git, in HelmRelease apps/pyroscope: spec.values.architecture.storage.v1: false, spec.values.architecture.storage.v2: true',
      ],
    ]);
  });

  it.each([`${DUAL} v2@-1!failed`, `${DUAL} dual@-1!pending-upgrade`])(
    'is repaired there as well: %s',
    async (revisions) => {
      const { reasons } = await ask({ to: 'v2', revisions, stored });
      expect(reasons).toContain('make the change in Git: Flux applies HelmRelease apps/pyroscope');
      expect(reasons).not.toMatch(/helm (?:rollback|upgrade)|upgrade once more/);
    },
  );
});

/** What Helm says of a revision whose workload the API server refused. */
const DENIED =
  `Upgrade "pyroscope" failed: cannot patch "pyroscope" with kind StatefulSet: statefulsets.apps "pyroscope" is forbidden: ` +
  `ValidatingAdmissionPolicy 'phasegate-pyroscope' with binding 'phasegate-pyroscope-prod' denied request: phasegate: dual to v2 of StatefulSet/pyroscope needs an open gate`;

describe('a gate that stamps', () => {
  const stamped = { isStamped: true } as const;
  /** The StatefulSet as it is in the cluster. */
  const live = (annotations: Readonly<Record<string, string>> = {}) => [
    {
      kind: 'StatefulSet',
      metadata: { name: RELEASE, generation: 7, uid: 'aaaa0000-1111', annotations },
      spec: { template: { metadata: {}, spec: {} } },
    },
  ];

  it('names the step, its proof and the generation of what it saw', async () => {
    const { open, stamp } = await ask({ to: 'v2', revisions: DUAL, options: stamped, live: live() });
    expect(open).toBe(true);
    expect(stamp).toBe(`dual-v2 2026-11-21T10:00:00Z soak=30h checks=1 StatefulSet/${RELEASE}@7.aaaa0000`);
  });

  it('gives no stamp where it is closed, where none was asked for, and where the phase stays', async () => {
    const closed = await ask({
      to: 'v2',
      revisions: DUAL,
      options: stamped,
      live: live(),
      checks: ['failed'],
    });
    expect([closed.open, closed.stamp]).toEqual([false, undefined]);
    const plain = await ask({ to: 'v2', revisions: DUAL, live: live() });
    expect([plain.open, plain.stamp]).toEqual([true, undefined]);
    const same = await ask({ to: 'dual', revisions: DUAL, options: stamped, live: live() });
    expect([same.open, same.stamp]).toEqual([true, undefined]);
  });

  it('writes the reason where it was overridden', async () => {
    const options = { ...stamped, override: 'no way to the pods' };
    const gate = await ask({ to: 'v2', revisions: DUAL, options, live: live(), checks: ['failed'] });
    expect([gate.open, gate.stamp]).toEqual([
      true,
      `dual-v2 2026-11-21T10:00:00Z overridden=no_way_to_the_pods StatefulSet/${RELEASE}@7.aaaa0000`,
    ]);
  });

  it('gives none to a step that no gate opens, even where its loss is accepted', async () => {
    const options = { ...stamped, acceptDataLoss: RELEASE };
    const gate = await ask({ to: 'v2', revisions: 'v1@-99!deployed', options, live: live() });
    expect([gate.open, gate.stamp]).toEqual([true, undefined]);
  });

  it('tells of an override that is left', async () => {
    const override = { 'phasegate.dev/gate': 'override restored from a backup' };
    const { open, notes } = await ask({ to: 'v2', revisions: DUAL, live: live(override) });
    expect(open).toBe(true);
    expect(notes.join()).toContain(
      `guard-overridden: the guard was overridden on StatefulSet/${RELEASE}: restored from a backup`,
    );
  });

  it('counts on over a revision that the API server denied', async () => {
    const revisions = 'v1@-99 dual@-30!deployed v2@-1!failed';
    const denied = await ask({
      to: 'v2',
      revisions,
      options: stamped,
      live: live(),
      descriptions: { 3: DENIED },
    });
    expect([denied.open, denied.reasons]).toEqual([true, '']);
    const failed = await ask({ to: 'v2', revisions, live: live(), descriptions: { 3: 'timed out' } });
    expect(failed.open).toBe(false);
    expect(failed.reasons).toContain('the last revision is failed and may have been applied only partly');
  });
});
