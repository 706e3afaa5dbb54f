import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect } from 'vitest';
import { parse, stringify } from 'yaml';
import { rowsOf } from '../../../src/chart/table.ts';
import {
  CHARTS,
  INJECTED,
  injected,
  isOfSubchart,
  keysToInject,
  LAYOUTS,
  type Layout,
} from '../../judged/injections.ts';
import { ManyRenders } from '../tools/many-renders.ts';
import { helmModule } from '../tools/paths.ts';
import { run } from '../tools/run.ts';
import type { ControlPlane } from './control-plane.ts';
import { DryRun } from './dry-run.ts';
import { kubernetesTest } from './kubernetes-test.ts';

/** Charts by version, which are not part of this project. */
const FOLDER = process.env.PHASEGATE_CHARTS ?? '';
const present = CHARTS.filter((chart) => FOLDER !== '' && existsSync(join(FOLDER, chart)));
if (present.length === 0)
  console.warn(
    'NO CHARTS: set PHASEGATE_CHARTS to a folder of unpacked charts by version to judge values at their keys',
  );

const JUDGED = resolve(import.meta.dirname, '../../judged');

const HEADER = `# What becomes of a value at each key of the chart: ok, or who refuses it. helm: Helm 3.21.4 and 4.2.4, as \`helm template\`.
# api: the API server of Kubernetes 1.35.4, asked with a dry run and strict fields. 3 or 4 behind it: only with that Helm.
# Written by test/e2e/kubernetes/injected.e2e.test.ts with PHASEGATE_UPDATE_JUDGED=1.
`;

/** Kinds that Kubernetes itself does not have, from the Go modules of who makes them. */
const CUSTOM_RESOURCES = [
  ['sigs.k8s.io/gateway-api@v1.4.1', 'config/crd/standard/gateway.networking.k8s.io_httproutes.yaml'],
  [
    'github.com/prometheus-operator/prometheus-operator@v0.85.0',
    'example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml',
  ],
] as const;

async function installCustomResources({ kubectl }: ControlPlane): Promise<void> {
  for (const [module, file] of CUSTOM_RESOURCES) {
    const { stdout } = await run('go', ['mod', 'download', '-json', module], { cwd: helmModule });
    const { Dir } = JSON.parse(stdout) as { readonly Dir: string };
    await kubectl(['apply', '--server-side', '-f', join(Dir, file)]);
  }
  await kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s']);
}

/** A chart without what it depends on, which takes most of the time and reads no key but its own. */
function withoutDependencies(chart: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'phasegate-chart-'));
  cpSync(chart, folder, { recursive: true });
  rmSync(join(folder, 'charts'), { recursive: true, force: true });
  const about = join(folder, 'Chart.yaml');
  const { dependencies: _, ...rest } = parse(readFileSync(about, 'utf8')) as Record<string, unknown>;
  writeFileSync(about, stringify(rest));
  return folder;
}

/** Who refuses values of one Helm. */
type Verdict = 'ok' | 'helm' | 'api';

class Judge {
  /** Why values were refused, for who looks at a judgement. */
  readonly reasons: Record<string, string> = {};

  constructor(
    private readonly renders: ManyRenders,
    private readonly dryRun: DryRun,
    private readonly folderOf: (path: readonly string[]) => string,
  ) {}

  /** @returns the cell of a table */
  async judge(layout: Layout, path: readonly string[], text: string): Promise<string> {
    const by3 = await this.#by(3, layout, path, text);
    // The two differ in what null means.
    const by4 = text === 'null' ? await this.#by(4, layout, path, text) : by3;
    if (by3 === by4) return by3;
    if (by3 === 'ok') return `${by4}4`;
    return by4 === 'ok' ? `${by3}3` : by3;
  }

  async #by(helm: 3 | 4, layout: Layout, path: readonly string[], value: string): Promise<Verdict> {
    const values = injected(layout, path, JSON.parse(value));
    const { text, error } = await this.renders.render(helm, this.folderOf(path), values);
    const refusal = error ?? (await this.dryRun.refusal(text ?? ''));
    if (refusal === undefined) return 'ok';
    this.reasons[`${path.join('.')}: ${value} (${layout}, Helm ${helm})`] = refusal;
    return error === undefined ? 'api' : 'helm';
  }
}

async function tableOf(judge: Judge, chart: string): Promise<string> {
  const lines = [`# key\tlayout\t${INJECTED.join('\t')}`];
  for (const layout of LAYOUTS) {
    expect(await judge.judge(layout, [], 'null'), JSON.stringify(judge.reasons)).toBe('ok');
    for (const path of keysToInject(chart, layout)) {
      const cells = await Promise.all(INJECTED.map((text) => judge.judge(layout, path, text)));
      lines.push([path.join('.'), layout, ...cells].join('\t'));
    }
  }
  return `${HEADER}${lines.join('\n')}\n`;
}

describe.skipIf(present.length === 0)('values at each key of real charts', () => {
  kubernetesTest.for(CHARTS)(
    '%s: helm and the API server refuse what is recorded',
    { timeout: 3_600_000 },
    async (chart, { controlPlane, skip }) => {
      if (!present.includes(chart)) return skip(`no chart ${chart} in PHASEGATE_CHARTS`);
      await installCustomResources(controlPlane);
      const whole = join(FOLDER, chart);
      const bare = withoutDependencies(whole);
      const renders = await ManyRenders.start();
      const dryRun = new DryRun(controlPlane.kubeconfig);
      const judge = new Judge(renders, dryRun, (path) => (isOfSubchart(path) ? whole : bare));
      const text = await tableOf(judge, chart);
      renders.close();
      dryRun.close();
      rmSync(bare, { recursive: true });
      const file = join(JUDGED, `injected-${chart}.tsv`);
      if (process.env.PHASEGATE_UPDATE_JUDGED === '1') {
        writeFileSync(file, text);
        writeFileSync(join(tmpdir(), `injected-${chart}.json`), JSON.stringify(judge.reasons, null, 1));
      }
      expect(text).toBe(readFileSync(file, 'utf8'));
    },
  );

  kubernetesTest(
    'objects of Kubernetes in values: the API server refuses what is recorded',
    async ({ controlPlane, skip }) => {
      if (!present.includes('2.2.1')) return skip('no chart 2.2.1 in PHASEGATE_CHARTS');
      await installCustomResources(controlPlane);
      const bare = withoutDependencies(join(FOLDER, '2.2.1'));
      const renders = await ManyRenders.start();
      const dryRun = new DryRun(controlPlane.kubeconfig);
      const rows = rowsOf(readFileSync(join(JUDGED, 'refused-values.tsv'), 'utf8'));
      const said = await Promise.all(
        rows.map(async ([values = '']) => {
          const { text, error } = await renders.render(3, bare, JSON.parse(values));
          if (error !== undefined) return `${values}: helm`;
          return `${values}: ${(await dryRun.refusal(text ?? '')) === undefined ? 'ok' : 'api'}`;
        }),
      );
      renders.close();
      dryRun.close();
      rmSync(bare, { recursive: true });
      expect(said).toEqual(rows.map(([values, verdict]) => `${values}: ${verdict}`));
    },
  );
});
