import { afterAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { isBefore } from '../../src/chart/versions.ts';
import { isV1Only } from '../../src/packs/pyroscope/facts/components.ts';
import { CONFORMANCE, chartVersions, MODES, type Mode, readRender, type Toggles } from './renders.ts';
import { carry, type Rendered } from './run.ts';

/** Counts what came of each kind of transition, by chart and mode, to be printed at the end. */
class Matrix {
  private readonly cells = new Map<string, Map<string, string[]>>();

  add(transition: string, chart: string, mode: string, outcome: string): void {
    const row = `${chart.padEnd(8)}${mode}`;
    const cells = this.cells.get(row) ?? new Map<string, string[]>();
    cells.set(transition, [...(cells.get(transition) ?? []), outcome]);
    this.cells.set(row, cells);
  }

  print(): void {
    const rows = [...this.cells].sort(([a], [b]) => (a < b ? -1 : 1));
    const lines = rows.map(([row, cells]) => {
      const text = [...cells].map(([transition, outcomes]) => `${transition}: ${this.counted(outcomes)}`);
      return `${row.padEnd(30)} ${text.join(' | ')}`;
    });
    console.log(['conformance matrix', ...lines, this.totals()].join('\n'));
  }

  private counted(outcomes: readonly string[]): string {
    const kinds = [...new Set(outcomes)];
    return kinds.map((kind) => `${outcomes.filter((one) => one === kind).length} ${kind}`).join(', ');
  }

  private totals(): string {
    const all = [...this.cells.values()].flatMap((cells) => [...cells.values()].flat());
    return `in all: ${this.counted(all)}`;
  }
}

interface Container {
  args?: string[];
}

/** A Kubernetes object as far as a comparison looks into it. */
interface Manifest {
  kind: string;
  metadata: { name: string; labels?: Record<string, string> };
  spec?: { template?: { spec?: { containers?: Container[] } } };
}

const containersOf = (manifest: Manifest): Container[] => manifest.spec?.template?.spec?.containers ?? [];

/** What a stream means: its objects by kind and name, container args as sets. */
function meaningOf(stream: string): Map<string, Manifest> {
  const manifests = parseAllDocuments(stream).flatMap(
    (document) => (document.toJS() as Manifest | null) ?? [],
  );
  for (const container of manifests.flatMap(containersOf)) container.args?.sort();
  return new Map(manifests.map((manifest) => [`${manifest.kind}/${manifest.metadata.name}`, manifest]));
}

/** The same without the objects of v1-only components: charts before 1.19.2 leave them in v2 (audit C1). */
function withoutV1(meaning: Map<string, Manifest>): Map<string, Manifest> {
  const component = (manifest: Manifest): string =>
    manifest.metadata.labels?.['app.kubernetes.io/component'] ?? '';
  return new Map([...meaning].filter(([, manifest]) => !isV1Only(component(manifest))));
}

/** Changes every container's args, in the wanted meaning of a render. */
function withArgs(
  meaning: Map<string, Manifest>,
  change: (args: string[]) => string[],
): Map<string, Manifest> {
  for (const container of [...meaning.values()].flatMap(containersOf)) {
    if (container.args) container.args = change(container.args).sort();
  }
  return meaning;
}

const WEIGHTS = {
  ingesterWeight: '0.75',
  segmentWriterWeight: '1',
  queryBackendFrom: '2026-11-01T00:00:00Z',
};

const LACKS_PARTS = 'legacy-components-layout';
const NO_AUTO = 'query-backend-from-auto-unsupported';

/** What must be refused in these renders, and nothing else. */
function expectedRefusal(chart: string, mode: Mode, to: string): string | undefined {
  if (to === 'v1') return undefined;
  if (isBefore(chart, '1.15.1')) return 'chart-too-old-for-migration';
  if (mode === 'legacy-microservices') return LACKS_PARTS;
  return to === 'dual' && isBefore(chart, '1.20.0') ? NO_AUTO : undefined;
}

/** Unchanged phases that differ all the same: C1 and B2. */
function changesInPlace(chart: string, mode: Mode, phase: string): boolean {
  if (phase !== 'v2') return false;
  return (
    (mode === 'microservices' && isBefore(chart, '1.19.2')) ||
    (mode === 'single-binary' && chart === '1.19.2')
  );
}

const V1_MODULES = ['-all.enable-v1-write-path=false', '-all.enable-v1-read-path=false'];

/** The chart's own render of a phase, as far as the audit does not find it harmful. */
function wanted(chart: string, mode: Mode, toggles: Toggles) {
  const meaning = meaningOf(readRender(chart, mode, toggles));
  if (toggles === 'v2') {
    const kept = mode === 'microservices' && isBefore(chart, '1.19.2') ? withoutV1(meaning) : meaning;
    return chart === '1.19.2'
      ? withArgs(kept, (args) => args.filter((arg) => !V1_MODULES.includes(arg)))
      : kept;
  }
  if (toggles !== 'dual-weighted' || !isBefore(chart, '2.0.0')) return meaning;
  // Charts before 2.0.0 never pass the ingester weight on; phasegate does.
  return withArgs(meaning, (args) =>
    args.includes('-write-path=combined') ? [...args, '-write-path.ingester-weight=0.75'] : args,
  );
}

const matrix = new Matrix();

async function checkIdempotent(
  rendered: Rendered,
  phase: string,
  settings?: Record<string, string>,
): Promise<void> {
  expect((await carry(rendered.text, phase, settings)).text).toBe(rendered.text);
}

const versions = chartVersions();
if (versions.length === 0)
  console.warn(
    `NO CONFORMANCE RENDERS at ${CONFORMANCE}: the conformance suite is skipped (set PHASEGATE_CONFORMANCE)`,
  );

describe.skipIf(versions.length === 0)('conformance', () => {
  for (const chart of versions) {
    for (const mode of MODES) {
      it.each(['v1', 'dual', 'v2'] as const)(`${chart} ${mode} %s stays as it is`, async (phase) => {
        const before = readRender(chart, mode, phase);
        const rendered = await carry(before, phase);
        const refusal = expectedRefusal(chart, mode, phase);
        matrix.add(
          'unchanged',
          chart,
          mode,
          refusal ?? (rendered.text === before ? 'same bytes' : 'corrected'),
        );
        expect(rendered.refusals).toEqual(refusal === undefined ? [] : [refusal]);
        if (refusal !== undefined) return;
        expect(rendered.text === before).toBe(!changesInPlace(chart, mode, phase));
        if (changesInPlace(chart, mode, phase))
          expect(meaningOf(rendered.text)).toEqual(wanted(chart, mode, phase));
        await checkIdempotent(rendered, phase);
      });

      it.each([
        ['v2', 'v2', {}],
        ['v1', 'v1', {}],
        ['dual', 'dual-weighted', WEIGHTS],
      ] as const)(`${chart} ${mode} dual to %s is the chart's own %s`, async (phase, toggles, settings) => {
        const rendered = await carry(readRender(chart, mode, 'dual'), phase, settings);
        const refusal =
          toggles === 'dual-weighted'
            ? expectedRefusal(chart, mode, 'v2')
            : expectedRefusal(chart, mode, phase);
        matrix.add(`dual to ${toggles}`, chart, mode, refusal ?? 'equal');
        expect(rendered.refusals).toEqual(refusal === undefined ? [] : [refusal]);
        if (refusal !== undefined) return;
        expect(meaningOf(rendered.text)).toEqual(wanted(chart, mode, toggles));
        await checkIdempotent(rendered, phase, settings);
      });

      it.each(['default', 'v1', 'dual', 'v2'] as const)(
        `${chart} ${mode} %s without intent is as with the phase stated`,
        async (toggles) => {
          const before = readRender(chart, mode, toggles);
          const read = await carry(before);
          const isV2 = toggles === 'v2' || (toggles === 'default' && !isBefore(chart, '2.0.2'));
          const phase = isBefore(chart, '1.15.1')
            ? 'v1'
            : toggles === 'default'
              ? isV2
                ? 'v2'
                : 'v1'
              : toggles;
          const stated = await carry(before, phase);
          matrix.add(
            'no intent',
            chart,
            mode,
            read.refusals[0] ?? (read.text === before ? 'same bytes' : 'corrected'),
          );
          expect(read.refusals).toEqual(stated.refusals);
          expect(read.text).toBe(stated.text);
        },
      );

      it(`${chart} ${mode} is never carried from v1 to dual or v2`, async () => {
        for (const phase of ['dual', 'v2']) {
          const rendered = await carry(readRender(chart, mode, 'v1'), phase);
          expect(rendered.refusals).toEqual([
            isBefore(chart, '1.15.1') ? 'chart-too-old-for-migration' : LACKS_PARTS,
          ]);
        }
        matrix.add('v1 to dual, v2', chart, mode, 'refused');
      });
    }

    it(`${chart} single-binary goes back from v2 by editing`, async () => {
      if (isBefore(chart, '1.15.1')) return;
      const before = readRender(chart, 'single-binary', 'v2');
      const back = await carry(before, 'dual', { queryBackendFrom: WEIGHTS.queryBackendFrom });
      expect(back.refusals).toEqual([]);
      const dual = withArgs(meaningOf(readRender(chart, 'single-binary', 'dual')), (args) =>
        withTime(args, chart),
      );
      expect(meaningOf(back.text)).toEqual(dual);
      expect(meaningOf((await carry(before, 'v1')).text)).toEqual(
        meaningOf(readRender(chart, 'single-binary', 'v1')),
      );
      matrix.add('v2 to dual, v1', chart, 'single-binary', 'equal');
    });
  }

  afterAll(() => matrix.print());
});

function withTime(args: string[], chart: string): string[] {
  const time = `-enable-query-backend-from=${WEIGHTS.queryBackendFrom}`;
  const others = args.filter((arg) => !arg.startsWith('-enable-query-backend-from='));
  return isBefore(chart, '2.0.0') && others.length === args.length ? args : [...others, time];
}
