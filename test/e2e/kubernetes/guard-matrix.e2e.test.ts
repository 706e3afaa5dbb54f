import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { stampText } from '../../../src/guard/stamp.ts';
import { readableObjects } from '../../../src/manifest/object.ts';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import { readRelease } from '../../../src/release/from-manifests.ts';
import { releasesIn } from '../../../src/release/recognise.ts';
import { signsIn } from '../../../src/release/signs.ts';
import { splitDocuments } from '../../../src/yaml/documents.ts';
import { withLibrary } from '../../../src/yaml/library.ts';
import { CONFORMANCE, MODES, type Mode, readRender } from '../../conformance/renders.ts';
import { Api } from './api.ts';
import type { ControlPlane } from './control-plane.ts';
import {
  collectionOf,
  guardInForce,
  isDenied,
  keyOf,
  type Workload,
  withStamp,
  workloadsIn,
} from './guard-fixture.ts';
import { kubernetesTest } from './kubernetes-test.ts';
import { until } from './until.ts';

const CHARTS = ['1.21.0', '2.2.1'] as const;
/** With their phases. */
const RENDERS = { v1: 'v1', dual: 'dual', 'dual-weighted': 'dual', v2: 'v2' } as const;
type Render = keyof typeof RENDERS;
const renders = Object.keys(RENDERS) as Render[];
type Phase = (typeof RENDERS)[Render];

if (!existsSync(CONFORMANCE))
  console.warn(`NO RENDERS at ${CONFORMANCE}: the guard's matrix is skipped (set PHASEGATE_CONFORMANCE)`);

const NAMESPACE = 'guard-matrix';

interface Step {
  readonly one: Workload;
  /** Of the object that is there. */
  readonly uid: string;
  readonly from: Phase;
  readonly to: Phase;
}

const stampOf = ({ one, uid, from, to }: Step, generation: number): string =>
  stampText({
    ...{ from, to, time: new Date(), proof: ['soak=25h'] },
    workloads: [
      { kind: 'Deployment', name: 'other', generation: 1, uid },
      { kind: one.kind, name: one.metadata.name, generation, uid },
    ],
  });

/** The object has generation 1 all the time, for nothing is more than tried out. */
const STAMPS = {
  none: () => undefined,
  right: (step: Step) => stampOf(step, 1),
  used: (step: Step) => stampOf(step, 2),
  'made anew': (step: Step) => stampOf({ ...step, uid: '00000000-0000-4000-8000-000000000000' }, 1),
  'another step': ({ from, to, ...step }: Step) => stampOf({ ...step, from: to, to: from }, 1),
  'another workload': (step: Step) =>
    stampOf({ ...step, one: { ...step.one, metadata: { name: `${step.one.metadata.name}-2` } } }, 1),
  override: () => 'override restored from a backup',
  'no reason': () => 'override ',
} as const;
type Stamp = keyof typeof STAMPS;

/** What the engine makes of the workloads of a render, each by itself: the phases that it fits. */
async function phasesOf(render: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const ids = pyroscope.phases.map(({ id }) => id as string);
  return withLibrary(() => {
    const objects = splitDocuments(render).flatMap(readableObjects);
    const releases = releasesIn(pyroscope, objects).map((one) => readRelease(pyroscope, one));
    return new Map(
      releases.flatMap(({ workloads, chart }) =>
        workloads.map((one) => {
          const signs = signsIn(pyroscope.phases, [one], chart.value);
          const fits = ids.filter((id) => signs.every((sign) => sign.fits.includes(id)));
          return [`${one.object.kind}/${one.object.name}`, fits] as const;
        }),
      ),
    );
  });
}

/** Which stamps let a workload change between phases that it fits. */
function letThrough(before: readonly string[], after: readonly string[]): readonly Stamp[] {
  const all = Object.keys(STAMPS) as Stamp[];
  const pairs = before.flatMap((from) => after.map((to) => `${from}-${to}`));
  const isFree =
    before.some((one) => after.includes(one)) || pairs.some((one) => /^(v1-dual|dual-v1|v2-dual)$/.test(one));
  if (isFree) return all;
  return pairs.includes('dual-v2') ? ['right', 'override'] : ['override'];
}

class Matrix {
  /** A line for each chart, layout and stamp. */
  readonly lines: string[] = [];
  readonly differences: string[] = [];
  private readonly uids = new Map<string, string>();

  constructor(private readonly api: Api) {}

  async of(chart: string, layout: Mode): Promise<void> {
    const texts = new Map(renders.map((one) => [one, readRender(chart, layout, one)] as const));
    const told = new Map<Stamp, { passed: Set<string>; denied: Set<string> }>();
    for (const [from, text] of texts) {
      const before = workloadsIn(text, NAMESPACE);
      for (const one of before) {
        const made = await this.expectDone('POST', collectionOf(one, NAMESPACE), one);
        this.uids.set(keyOf(one), (JSON.parse(made) as { metadata: { uid: string } }).metadata.uid);
      }
      for (const [to, next] of texts) await this.steps(before, { from, to, text, next }, told);
      await this.remove(before);
    }
    for (const [stamp, { passed, denied }] of told)
      this.lines.push(
        `${chart} ${layout}, ${stamp}: denied ${[...denied].join(', ') || 'none'}; taken ${[...passed].filter((one) => !denied.has(one)).length} others`,
      );
  }

  private async steps(
    before: readonly Workload[],
    { from, to, text, next }: { from: Render; to: Render; text: string; next: string },
    told: Map<Stamp, { passed: Set<string>; denied: Set<string> }>,
  ): Promise<void> {
    const [was, is] = [await phasesOf(text), await phasesOf(next)];
    const there = new Set(before.map(keyOf));
    const after = workloadsIn(next, NAMESPACE).filter((one) => there.has(keyOf(one)));
    for (const [stamp, make] of Object.entries(STAMPS) as [Stamp, (typeof STAMPS)[Stamp]][])
      for (const one of after) {
        const [old, now] = [was.get(keyOf(one)), is.get(keyOf(one))];
        const uid = this.uids.get(keyOf(one)) ?? '';
        const word = make({ one, uid, from: RENDERS[from], to: RENDERS[to] });
        const path = `${collectionOf(one, NAMESPACE)}/${one.metadata.name}?dryRun=All`;
        const answer = await this.api.send('PUT', path, JSON.stringify(withStamp(one, word)));
        const isExpected = old === undefined || now === undefined || letThrough(old, now).includes(stamp);
        const step = `${from} to ${to}`;
        if (isDenied(answer) === isExpected || (answer.status >= 300 && !isDenied(answer)))
          this.differences.push(
            `${step} ${keyOf(one)} ${stamp}: ${answer.status} ${answer.message.slice(0, 300)}`,
          );
        const sets = told.get(stamp) ?? { passed: new Set(), denied: new Set() };
        told.set(stamp, sets);
        (isDenied(answer) ? sets.denied : sets.passed).add(step);
      }
  }

  private async expectDone(method: string, path: string, body?: Workload): Promise<string> {
    const { status, message } = await this.api.send(method, path, body && JSON.stringify(body));
    expect(status, message).toBeLessThan(300);
    return message;
  }

  private async remove(workloads: readonly Workload[]): Promise<void> {
    for (const one of workloads)
      await this.expectDone('DELETE', `${collectionOf(one, NAMESPACE)}/${one.metadata.name}`);
    const isGone = async (): Promise<true | undefined> => {
      for (const one of workloads) {
        const { status } = await this.api.send('GET', `${collectionOf(one, NAMESPACE)}/${one.metadata.name}`);
        if (status !== 404) return undefined;
      }
      return true;
    };
    await until('the workloads are gone', isGone);
  }
}

/** Ways in which somebody may write the flags that show a phase, and others beside them. */
const argsOf = fc
  .array(
    fc.oneof(
      fc
        .record({
          flag: fc.constantFrom(
            ...['architecture.storage', 'write-path', 'enable-query-backend', 'enable-query-backend-from'],
            ...['all.enable-v1-write-path', 'write-path.ingester-weight', 'x-write-path', 'target'],
          ),
          word: fc.constantFrom(
            ...['v1', 'v2', 'v1-v2-dual', 'ingester', 'combined', 'segment-writer', 'true', 'false', 'auto'],
            ...['True', '1', 'F', '0', 'yes'],
            ...['', 'a=b', '$(PHASE)', 'with blank'],
          ),
          dashes: fc.constantFrom('-', '--'),
          form: fc.constantFrom('=', 'apart', 'alone'),
        })
        .map(({ flag, word, dashes, form }) => {
          const name = `${dashes}${flag}`;
          if (form === 'alone') return [name];
          return form === '=' || word === '' ? [`${name}=${word}`] : [name, word];
        }),
      fc.constantFrom(['serve'], ['-'], ['--'], ['a-write-path=combined']),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.flat());

const stateOf = fc.record({
  args: argsOf,
  chart: fc.constantFrom(
    'pyroscope-1.21.0',
    'pyroscope-2.0.0-rc.1',
    'pyroscope-2.2.1',
    'pyroscope-v2.10.3_1',
  ),
});

const objectOf = (
  { args, chart }: { readonly args: readonly string[]; readonly chart: string },
  component: string,
  name: string,
) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    ...{ name, namespace: NAMESPACE },
    labels: {
      'helm.sh/chart': chart,
      'app.kubernetes.io/name': 'pyroscope',
      'app.kubernetes.io/instance': 'pyroscope',
      'app.kubernetes.io/component': component,
    },
  },
  spec: {
    ...{ replicas: 0, selector: { matchLabels: { app: 'pyroscope' } } },
    template: {
      metadata: { labels: { app: 'pyroscope' } },
      spec: { containers: [{ name: component, image: 'grafana/pyroscope:2.2.1', args }] },
    },
  },
});

/** The API server with the guard in force. */
async function guarded(plane: ControlPlane): Promise<Api> {
  const api = new Api(plane.kubeconfig);
  const name = 'probe';
  const dual = objectOf(
    { args: ['-architecture.storage=v1-v2-dual'], chart: 'pyroscope-2.2.1' },
    'ingester',
    name,
  );
  const v2 = objectOf({ args: ['-architecture.storage=v2'], chart: 'pyroscope-2.2.1' }, 'distributor', name);
  const place = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments`;
  await plane.kubectl(['create', 'namespace', NAMESPACE]).catch(() => undefined);
  await api.send('POST', place, JSON.stringify(dual));
  await guardInForce(plane, pyroscope, {}, () =>
    api.send('PUT', `${place}/${name}?dryRun=All`, JSON.stringify(v2)),
  );
  await api.send('DELETE', `${place}/${name}`);
  return api;
}

kubernetesTest(
  'the guard reads args as the engine does, however they are written',
  async ({ controlPlane }) => {
    const api = await guarded(controlPlane);
    const place = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments`;
    let count = 0;
    const denied = { yes: 0, no: 0 };
    await fc.assert(
      fc.asyncProperty(
        stateOf,
        stateOf,
        fc.constantFrom('distributor', 'query-frontend', 'ingester', 'all'),
        async (before, after, component) => {
          count += 1;
          const name = `fuzz-${count}`;
          const [old, next] = [before, after].map((one) => JSON.stringify(objectOf(one, component, name)));
          expect((await api.send('POST', place, old)).status).toBe(201);
          const answer = await api.send('PUT', `${place}/${name}?dryRun=All`, next);
          const [was = [], is = []] = await Promise.all(
            [old, next].map(async (text) => (await phasesOf(`${text}\n`)).get(`Deployment/${name}`)),
          );
          const isTaken = was.length === 0 || (is.length > 0 && letThrough(was, is).includes('none'));
          denied[isTaken ? 'no' : 'yes'] += 1;
          expect(isDenied(answer), `${was} to ${is}: ${answer.message.slice(0, 300)}`).toBe(!isTaken);
          await api.send('DELETE', `${place}/${name}`);
        },
      ),
      { numRuns: 600 },
    );
    expect(Math.min(denied.yes, denied.no)).toBeGreaterThan(20);
    api.close();
  },
);

describe.skipIf(!existsSync(CONFORMANCE))('the guard, asked with a dry run', () => {
  kubernetesTest('decides every step of every workload as the engine would', async ({ controlPlane }) => {
    const api = await guarded(controlPlane);
    const matrix = new Matrix(api);
    for (const chart of CHARTS) for (const layout of MODES) await matrix.of(chart, layout);
    console.log(matrix.lines.join('\n'));
    expect(matrix.differences).toEqual([]);
    api.close();
  });
});
