import { afterAll, describe, expect, it } from 'vitest';
import { pyroscope } from '../../src/packs/pyroscope/index.ts';
import type { PyroscopeState } from '../../src/packs/pyroscope/read/facts.ts';
import { storedReleases } from '../../src/release/history.ts';
import { coalesceWithDefaults } from '../../src/values/merge.ts';
import { readValuesText } from '../../src/values/read-values.ts';
import { lookup, toJson, type ValueNode } from '../../src/values/tree.ts';
import { LAYOUTS, STARTS, type Start, titleOf } from '../unit/runbook/releases.ts';
import { NOW } from '../unit/runbook/state.ts';
import { phaseOf, stateOf, type TakenStep, walked } from '../unit/runbook/walk.ts';
import { judge } from '../unit/step/pyroscope-states.ts';
import { HelmCharts } from './helm-charts.ts';
import { CONFORMANCE, chartVersions, type Mode, readRender } from './renders.ts';
import { carry } from './run.ts';

/** The manifests of a release before its first step, and of each step. */
interface Renders {
  readonly start: string;
  /** In order. */
  readonly steps: readonly string[];
}

function stateOfManifests(text: string): PyroscopeState {
  const [stored, ...others] = storedReleases(text, [pyroscope]);
  if (!stored || others.length > 0) throw new Error(`${others.length + 1} releases in one render`);
  return stored.state as PyroscopeState;
}

/** What stands against steps whose manifests are rendered, each on top of what render passed on before. */
async function problemsOf(
  start: Start,
  steps: readonly TakenStep[],
  renders: Renders,
): Promise<readonly string[]> {
  const problems: string[] = [];
  let before = renders.start;
  for (const [index, { step }] of steps.entries()) {
    const rendered = renders.steps[index] ?? '';
    const { text, refusals } = await carry(rendered, phaseOf(step));
    const [was, is] = [stateOfManifests(before), stateOfManifests(text)];
    const { refusals: refused } = judge(was, is, undefined, { now: NOW.getTime() });
    const inPhase = is.phase.sure && is.phase.value === phaseOf(step);
    problems.push(
      ...refusals.map((id) => `render refuses ${step.id}: ${id}`),
      ...refused.map(({ rule, what }) => `the gate refuses ${step.id}: ${rule}: ${what}`),
      ...(inPhase ? [] : [`${step.id} does not end in ${phaseOf(step)}`]),
    );
    before = text;
  }
  return problems.map((problem) => `${titleOf(start)}: ${problem}`);
}

const charts = HelmCharts.open();
const versions = chartVersions();
if (!charts)
  console.warn(
    `NO CHARTS TO RENDER: set PHASEGATE_CHARTS to a folder of charts, with a helm 3 on PATH or in PHASEGATE_HELM3; ${versions.length === 0 ? `and no renders in ${CONFORMANCE}: the printed steps are judged by their values alone` : 'the printed steps run over stored renders'}`,
  );

function valuesIn(text: string): ValueNode {
  const read = readValuesText(text, 'values.yaml');
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}

/** What helm renders of each step, with what lies under its values as Helm keeps it. */
function byHelm(helm: HelmCharts, start: Start, steps: readonly TakenStep[]): Renders {
  let under = valuesIn(helm.values(start.chart));
  return {
    start: helm.render(start.chart, toJson(start.user)),
    steps: steps.map(({ step, before, after }) => {
      const isKept = step.command.includes('--reuse-values');
      under = isKept ? coalesceWithDefaults(before.user, under, 3) : valuesIn(helm.values(after.chart));
      return helm.render(after.chart, toJson(after.user), isKept ? toJson(under) : undefined);
    }),
  };
}

describe.skipIf(!charts)('the printed steps, rendered by helm', () => {
  afterAll(() => charts?.close());

  const rendered = new Set(charts?.versions);

  it.each(pyroscope.charts[0].versions.filter((chart) => rendered.has(chart)))(
    'from chart %s are accepted by render and gate',
    { timeout: 600_000 },
    async (chart) => {
      if (!charts) return;
      const problems: string[] = [];
      // The steps of the others say what to remove from the values first, which no flag of helm can do.
      const starts = STARTS.filter((one) => one.chart === chart && !one.stand.includes('write path'));
      for (const start of starts) {
        const steps = walked(start);
        problems.push(...(await problemsOf(start, steps, byHelm(charts, start, steps))));
      }
      expect(problems).toEqual([]);
    },
  );
});

const MODE: Readonly<Record<Start['layout'], Mode>> = {
  'single-binary': 'single-binary',
  microservices: 'microservices',
  legacy: 'legacy-microservices',
};

/** The flags of `pyroscope.extraArgs`, as the chart would write them. */
function withExtraArgs(text: string, values: ValueNode): string {
  const args = lookup(values, ['pyroscope', 'extraArgs']);
  const flags = args ? Object.entries(toJson(args) as Record<string, string>) : [];
  return flags.reduce(
    (rendered, [name, value]) => rendered.replace(/^( *)- "-target=all"$/m, `$&\n$1- "-${name}=${value}"`),
    text,
  );
}

/** Stored renders have no flags of steps, and the chart's own suffix of the memberlist label. */
function stored(start: Start, steps: readonly TakenStep[]): Renders {
  const { chart, layout, stand } = start;
  return {
    start: readRender(chart, MODE[layout], stand as 'v1' | 'dual' | 'v2'),
    steps: steps.map(({ step, after }) => {
      const now = stateOf(after).layout;
      const mode = MODE[now.sure ? now.value : layout];
      const plain = readRender(after.chart, mode, phaseOf(step) as 'v1' | 'dual' | 'v2');
      const text = withExtraArgs(plain, after.user);
      const suffix = lookup(after.user, ['architecture', 'microservices', 'clusterLabelSuffix']);
      return suffix ? text.replaceAll(/(cluster-label=\S+)-micro-services/g, '$1') : text;
    }),
  };
}

describe.skipIf(charts !== undefined || versions.length === 0)(
  'the printed steps, over stored renders',
  () => {
    const STORED = new Set(['v1', 'dual', 'v2']);
    const starts = STARTS.filter(
      ({ chart, stand, storage }) =>
        versions.includes(chart) && STORED.has(stand) && storage === 'filesystem',
    );

    it.each(versions.flatMap((chart) => LAYOUTS.map((layout) => ({ chart, layout }))))(
      'from chart $chart, $layout, are accepted by render and gate',
      async ({ chart, layout }) => {
        const problems: string[] = [];
        for (const start of starts.filter((one) => one.chart === chart && one.layout === layout)) {
          const steps = walked(start);
          problems.push(...(await problemsOf(start, steps, stored(start, steps))));
        }
        expect(problems).toEqual([]);
      },
    );
  },
);
