import { describe, expect, it } from 'vitest';
import type { Io } from '../../../src/cli/io.ts';
import { passGate } from '../../../src/cli/render/gate.ts';
import type { GateOptions } from '../../../src/cli/render/gate-options.ts';
import type { Mode } from '../../../src/cli/render/options.ts';
import { buildRunReport } from '../../../src/cli/render/run-report.ts';
import type { withCluster } from '../../../src/cli/shared-options.ts';
import type { ClusterAddress } from '../../../src/live/cluster.ts';
import { streamOf } from '../../../src/manifest/manifest-stream.ts';
import type { Finding } from '../../../src/pack.ts';
import { PACKS } from '../../../src/packs/index.ts';
import type { ReleaseOutcome, StatedIntent } from '../../../src/release/intent.ts';
import { RenderedStream } from '../../../src/render/render-stream.ts';
import { PLAIN } from '../../../src/report/finding-text.ts';
import { reportText } from '../../../src/report/run-text.ts';
import { err, ok } from '../../../src/result.ts';
import { earliestTime } from '../../../src/times.ts';
import {
  configOf,
  type Memory,
  manifestOf,
  memoryCluster,
  NAMESPACE,
  NO_RELEASE,
  NOTHING_STATED,
  type PhaseName,
  RELEASE,
  UNREACHABLE,
} from './memory-cluster.ts';

interface Run extends Memory {
  readonly to?: PhaseName;
  readonly options?: GateOptions;
  readonly mode?: Mode;
  readonly strict?: boolean;
  readonly outcomes?: readonly Partial<ReleaseOutcome>[];
  readonly text?: string;
  /** What is said of the pods when they are no longer waited for. */
  readonly hanging?: string;
  readonly stated?: Partial<StatedIntent>;
}

const OUTCOME = {
  pack: 'pyroscope',
  chartName: 'pyroscope',
  chartVersion: '2.2.1',
  name: RELEASE,
  namespace: NAMESPACE,
  from: 'v2',
  decisions: [],
  findings: [],
  edits: [],
};
const REFUSED: Finding = {
  rule: 'gate-closed',
  audit: [],
  severity: 'error',
  outcome: 'refused',
  also: [],
  doubts: [],
  what: '',
  why: '',
  fix: '',
};
const IO = { env: {}, interrupted: new AbortController().signal } as unknown as Io;

/** A render whose manifests are those of a phase already, through a gate that asks a cluster in memory. */
async function run({ to = 'v2', options = {}, mode = 'enforce', strict = false, ...more }: Run) {
  const { outcomes = [{}], text = manifestOf(to), stated = {}, hanging, ...memory } = more;
  const { cluster, asked } = memoryCluster(memory);
  const addresses: ClusterAddress[] = [];
  const useCluster = (async (address, io, use) => {
    addresses.push(address);
    const signal = io.interrupted;
    if (hanging === undefined) return use(cluster);
    const pods: typeof cluster.pods = () =>
      new Promise((resolve) =>
        signal.addEventListener('abort', () =>
          resolve(err({ kind: 'interrupted', what: hanging, remedy: 'Run it again.' })),
        ),
      );
    return use({ ...cluster, pods });
  }) as typeof withCluster;
  const releases = outcomes.map((one) => ({ ...OUTCOME, to, ...one }));
  const rendered = new RenderedStream(streamOf(text), { releases, changed: new Map(), passedOver: [] });
  const passed = await passGate(rendered, {
    packs: PACKS,
    intentFor: () => ok({ ...NOTHING_STATED, ...stated }),
    options,
    io: IO,
    useCluster,
  });
  const choice = { options, decisions: [], warnings: [] };
  const runOptions = {
    mode,
    strict,
    match: { requiredBy: [], decisions: [] },
    report: undefined,
    gate: choice,
    silencedBy: () => undefined,
  };
  const report = buildRunReport(passed, runOptions, PACKS, new Date(0));
  const [release] = report.releases;
  const said = (release?.findings ?? [])
    .map(({ what, why, remedy }) => `${what}\n${why}\n${remedy}`)
    .join('\n');
  const gate = release?.decisions.filter(({ about }) => about !== 'phase');
  const findings = passed.releases.flatMap((one) => one.findings);
  return {
    report,
    findings,
    said,
    gate,
    asked,
    addresses,
    ids: release?.findings.map(({ ruleId }) => ruleId),
    written: passed.texts.join(''),
  };
}

const HERE: GateOptions = { namespace: NAMESPACE, kubeContext: 'blue' };
const JUMP = { to: 'v2', revisions: 'v1@-99!deployed' } as const;

describe('a gate without a namespace', () => {
  it('stays closed, asks nobody and says what is missing', async () => {
    const { report, said, gate, addresses } = await run({});
    expect([report.outcome, report.exitCode]).toEqual(['refused', 1]);
    expect(said).toContain('Helm does not pass it to a post-renderer');
    expect(said).toContain('--namespace');
    expect(said).toContain('--gate-override');
    expect(gate).toEqual([{ about: 'gate', value: 'closed', source: 'nobody' }]);
    expect(addresses).toEqual([]);
  });

  it('leaves the reason as a stamp, where stamps are asked for', async () => {
    const override = 'no way to the cluster';
    const { written } = await run({ options: { override, isStamped: true } });
    expect(written).toMatch(/phasegate\.dev\/gate"?: ?"?override no way to the cluster/);
    expect((await run({ options: { override } })).written).not.toContain('phasegate.dev');
  });

  it('is opened by a reason, which is kept', async () => {
    const { report, said, gate } = await run({ options: { override: 'no way to the cluster' } });
    expect(report.exitCode).toBe(0);
    expect(said).toContain('no way to the cluster');
    expect(gate?.[0]?.value).toBe('overridden: no way to the cluster');
  });
});

describe('a gate that was told another namespace than the manifests are for', () => {
  it('stays closed, and asks nobody', async () => {
    const { report, said, asked } = await run({ options: { namespace: 'staging' } });
    expect(report.exitCode).toBe(1);
    expect(said).toContain('are for namespace pyroscope, but the gate was told to check staging');
    expect(asked).toEqual([]);
  });

  it('takes manifests that name none', async () => {
    const { said, asked } = await run({ ...JUMP, options: HERE, outcomes: [{ namespace: '' }] });
    expect(asked).toContain(`release ${RELEASE}`);
    expect(said).not.toMatch(/-n {2}/);
  });
});

describe('a first install', () => {
  const SEEN = 'Helm has no release pyroscope in namespace pyroscope (context blue)';
  const asked = 'pyroscope of context blue';

  it('is told of, as a wrong context looks the same', async () => {
    for (const strict of [false, true]) {
      const step = { to: 'v1', release: NO_RELEASE, options: HERE, strict } as const;
      const { report, said, gate } = await run(step);
      expect(report.exitCode).toBe(0);
      expect(said).toContain(`taken for a first install: ${SEEN}`);
      expect(gate).toEqual([
        { about: 'gate', value: 'open', source: asked },
        { about: 'first install', value: SEEN, source: asked },
      ]);
      const shown = (quiet: boolean) => reportText(report, { quiet, notes: false }, PLAIN);
      expect([shown(false), shown(true)]).toEqual([expect.stringContaining(SEEN), '']);
    }
  });

  it('in a later phase names who said that it is one', async () => {
    const firstInstall = { value: true, source: { kind: 'flag', flag: '--gate-first-install' } } as const;
    const { gate } = await run({ to: 'v2', release: NO_RELEASE, options: { ...HERE, firstInstall } });
    expect(gate).toEqual([
      { about: 'gate', value: 'open', source: asked },
      { about: 'first install', value: SEEN, source: '--gate-first-install' },
    ]);
  });

  it('in a later phase is refused without that', async () => {
    const { report, ids, said } = await run({ to: 'v2', release: NO_RELEASE, options: HERE });
    expect([report.exitCode, ids]).toEqual([1, ['gate-closed']]);
    expect(said).toContain('the gate of nothing → v2 is closed');
  });
});

describe('a closed gate', () => {
  it('names whom it asked, and why', async () => {
    const { said, gate, ids, addresses } = await run({ ...JUMP, options: HERE });
    expect(ids).toEqual(['gate-closed']);
    expect(said).toContain('the gate of v1 → v2 is closed (asked: pyroscope of context blue)');
    expect(said).toContain('without dual in between');
    expect(gate).toEqual([{ about: 'gate', value: 'closed', source: 'pyroscope of context blue' }]);
    expect(addresses).toEqual([{ namespace: NAMESPACE, kubeContext: 'blue' }]);
  });

  it('says from when on the time alone is enough', async () => {
    const since = new Date(Date.now() - 3_600_000);
    const hours = (since.getTime() - Date.parse('2026-11-21T10:00:00Z')) / 3_600_000;
    const { said } = await run({ options: HERE, revisions: `v1@-9999 dual@${hours}!deployed` });
    const end = Math.ceil((since.getTime() + 24 * 3_600_000) / 1000) * 1000;
    expect(said.split(`wait until ${earliestTime(new Date(end).toISOString())}`)).toHaveLength(2);
  });

  it.each<[Mode, string, number]>([
    ['enforce', 'refused', 1],
    ['check', 'refused', 1],
    ['warn', 'would refuse', 0],
  ])('in mode %s: %s, exit code %s', async (mode, outcome, exitCode) => {
    expect((await run({ ...JUMP, options: HERE, mode })).report).toMatchObject({ outcome, exitCode });
  });

  it('is closed when its time is over, and says what was missing', async () => {
    const { said, gate } = await run({
      options: { ...HERE, timeoutMs: 20 },
      revisions: 'v1@-99 dual@-30!deployed',
      hanging: '`kubectl get pods` was interrupted.',
    });
    expect(gate?.[0]?.value).toBe('closed');
    expect(said).toMatch(/^the gate was not done within .*; `kubectl get pods` was interrupted$/m);
    expect(said).toContain('--gate-timeout');
  });

  it('says how to open it where the cluster does not answer', async () => {
    const { report, said } = await run({ options: HERE, release: UNREACHABLE });
    expect(report.exitCode).toBe(1);
    expect(said).toContain('The cluster does not answer (namespace pyroscope)');
    expect(said).not.toContain('.;');
    expect(said).toContain('--gate-override "<reason>"');
  });

  it('tells a few reasons on a terminal, where the others are, and all of them in the report', async () => {
    const { said, findings } = await run({
      options: HERE,
      revisions: 'v1@-99 dual@-30!deployed dual@-1!failed',
      config: configOf('v1').replace('backend: filesystem', 'backend: s3'),
    });
    const [finding] = findings;
    expect(finding?.brief?.why).toMatch(/and \d+ more/);
    expect(finding?.brief?.fix).toContain('`phasegate report` shows all reasons');
    expect(finding?.brief?.fix).toContain('--gate-override "<reason>"');
    expect(said).not.toMatch(/and \d+ more/);
    expect(said.length).toBeGreaterThan(finding?.brief?.why.length ?? 0);
  });

  it('tells once what several checks could not be asked for', async () => {
    const { said } = await run({ options: HERE, revisions: 'v1@-99 dual@-30!deployed' });
    expect(said).toMatch(
      /\d checks could not be asked: The cluster does not answer \(namespace pyroscope\);/,
    );
    expect(said.split('The cluster does not answer (namespace pyroscope)')).toHaveLength(2);
  });

  it('says that --accept-data-loss names another release, and names this one', async () => {
    const { said } = await run({ ...JUMP, options: { ...HERE, acceptDataLoss: 'other' } });
    expect(said).toContain('--accept-data-loss names other; this release is pyroscope');
    expect(said).toContain('--accept-data-loss=pyroscope');
    expect(said).not.toContain('<release>');
  });

  it('says that an override does not open what loses data', async () => {
    const { said } = await run({ ...JUMP, options: { ...HERE, override: 'now' } });
    expect(said).toContain('an override does not open this: data would be lost');
    expect(said).not.toContain('--gate-override');
  });
});

describe('an open gate', () => {
  it('is a decision, and no finding', async () => {
    const { report, gate, ids } = await run({ to: 'dual', revisions: 'v1@-9!deployed', options: HERE });
    expect([report.exitCode, ids]).toEqual([0, []]);
    expect(gate).toEqual([{ about: 'gate', value: 'open', source: 'pyroscope of context blue' }]);
  });

  it('records a loss that was accepted, with the refusal it stands against', async () => {
    const accepting = { ...HERE, acceptDataLoss: RELEASE };
    const { report, said, gate, ids } = await run({ ...JUMP, options: accepting });
    expect([report.exitCode, ids]).toEqual([0, ['gate-loss-accepted']]);
    expect(said).toContain('v1-to-v2-without-dual');
    expect(gate).toContainEqual({
      about: 'accepted loss',
      value: 'v1-to-v2-without-dual',
      source: '--accept-data-loss',
    });
  });

  it('records no loss where the gate stays closed all the same', async () => {
    const { ids, gate } = await run({
      revisions: 'v1@-99 v1@-1!pending-upgrade',
      options: { ...HERE, acceptDataLoss: RELEASE },
    });
    expect(ids).toEqual(['gate-closed']);
    expect(gate).toHaveLength(1);
  });
});

describe('a chart of a newer major version', () => {
  const step = {
    ...({ to: 'dual', revisions: 'v1@-99 dual@-30!deployed', options: HERE } as const),
    text: manifestOf('dual').replaceAll('pyroscope-2.2.1', 'pyroscope-3.0.0'),
  };

  it('closes the gate, and says which flag opens it', async () => {
    const { ids, said } = await run(step);
    expect(ids).toEqual(['gate-closed']);
    expect(said).toContain('chart 3.0.0 is above the newest known version');
    expect(said).toContain('--accept-unknown-chart');
  });

  it.each<[string, Partial<StatedIntent>]>([
    ['is accepted', { choices: { ...NOTHING_STATED.choices, acceptUnknownChart: true } }],
    [
      'is said to be one that is known',
      { chartVersion: { value: '2.2.1', source: { kind: 'flag', flag: '--chart-version' } } },
    ],
  ])('lets the step through where it %s', async (_, stated) => {
    expect((await run({ ...step, stated })).ids).toEqual([]);
  });
});

describe('weights that drop data', () => {
  const step = {
    ...({ to: 'dual', revisions: 'v1@-99!deployed', options: HERE } as const),
    text: manifestOf('dual').replaceAll(/-weight=[\d.]+/g, '-weight=0.5'),
  };

  it('close the gate', async () => {
    expect((await run(step)).ids).toEqual(['gate-closed']);
  });

  it('pass it where render was told to accept them', async () => {
    const choices = { ...NOTHING_STATED.choices, acceptLoss: true };
    expect((await run({ ...step, stated: { choices } })).ids).toEqual([]);
  });
});

describe('several releases', () => {
  it('are asked for one by one, each with its own manifests', async () => {
    const other = manifestOf('v2').replaceAll('instance: pyroscope', 'instance: second');
    const { report, asked } = await run({
      revisions: 'v1@-9!deployed',
      options: HERE,
      text: manifestOf('dual') + other,
      outcomes: [{ to: 'dual' }, { name: 'second', to: 'v2' }],
    });
    expect(asked.filter((one) => one.startsWith('release'))).toEqual([
      `release ${RELEASE}`,
      'release second',
    ]);
    const gates = report.releases.map(({ decisions }) => decisions.at(-1)?.value);
    expect(gates).toEqual(['open', 'closed']);
  });

  it('of one name, under aliases of an umbrella, are each compared with their own chart', async () => {
    const under = (alias: string, phase: PhaseName): string =>
      manifestOf(phase).replaceAll('chart: pyroscope-', `chart: ${alias}-`);
    const { report } = await run({
      revisions: 'v1@-9!deployed',
      stored: (phase) => under('one', phase) + under('two', phase),
      options: HERE,
      text: under('one', 'v1') + under('two', 'v2'),
      outcomes: [
        { chartName: 'one', to: 'v1' },
        { chartName: 'two', to: 'v2' },
      ],
    });
    const gates = report.releases.map(({ decisions }) => decisions.at(-1)?.value);
    expect(gates).toEqual(['open', 'closed']);
  });

  it('are not asked for where something refuses them already', async () => {
    const findings = [REFUSED];
    const { asked, gate } = await run({ options: HERE, outcomes: [{ findings }] });
    expect([asked, gate]).toEqual([[], []]);
  });
});
