import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import { GATE_ANNOTATION, stampText } from '../../../src/guard/stamp.ts';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import { wasDenied } from '../../../src/step/status-reason.ts';
import { CONFORMANCE, type Mode, readRender } from '../../conformance/renders.ts';
import { type Finished, run } from '../tools/run.ts';
import { Api } from './api.ts';
import type { ControlPlane } from './control-plane.ts';
import { collectionOf, guardInForce, keyOf, type Workload, withStamp, workloadsIn } from './guard-fixture.ts';
import { type HelmRelease, helmRelease, stdoutOf } from './helm-release.ts';
import { get } from './kubectl.ts';
import { kubernetesTest } from './kubernetes-test.ts';
import { operator } from './operator.ts';

if (!existsSync(CONFORMANCE))
  console.warn(`NO RENDERS at ${CONFORMANCE}: the guard's steps are skipped (set PHASEGATE_CONFORMANCE)`);

type Phase = 'v1' | 'dual' | 'v2';

/** A step that is tried, the stamp that it carries, and whether the API server takes it. */
interface Step {
  readonly from: Phase;
  readonly to: Phase;
  readonly stamp?: 'right' | 'used' | 'older' | 'override' | 'no reason';
  readonly image?: string;
  readonly isTaken: boolean;
}

const STEPS: readonly Step[] = [
  { from: 'v1', to: 'dual', isTaken: true },
  { from: 'dual', to: 'v2', isTaken: false },
  { from: 'dual', to: 'v2', stamp: 'older', isTaken: false },
  { from: 'dual', to: 'v2', stamp: 'right', isTaken: true },
  { from: 'v2', to: 'v2', image: 'grafana/pyroscope:2.2.1-other', isTaken: true },
  { from: 'v2', to: 'dual', isTaken: true },
  { from: 'dual', to: 'v2', stamp: 'used', isTaken: false },
  { from: 'dual', to: 'v1', isTaken: true },
  { from: 'v1', to: 'v2', stamp: 'right', isTaken: false },
  { from: 'v1', to: 'v2', stamp: 'no reason', isTaken: false },
  { from: 'v1', to: 'v2', stamp: 'override', isTaken: true },
  { from: 'v2', to: 'v1', isTaken: false },
];

/** Who takes a step: whole manifests in, what the client says out. */
interface Client {
  install(render: string): Promise<Finished>;
  take(render: string): Promise<Finished>;
}

const shown = ({ from, to, stamp, image }: Step): string =>
  `${from} to ${to}, ${image === undefined ? (stamp ?? 'no stamp') : 'another image'}`;

/** A render with a stamp on its workloads. */
const stamped = (render: string, stamp: string | undefined): string =>
  parseAllDocuments(render)
    .map((one) => one.toJS() as Workload | null)
    .filter((one) => one !== null)
    .map((one) => (['Deployment', 'StatefulSet'].includes(one.kind) ? withStamp(one, stamp) : one))
    .map((one) => stringify(one, { lineWidth: 0 }))
    .join('---\n');

interface Live extends Workload {
  readonly metadata: Workload['metadata'] & { readonly generation: number; readonly uid: string };
}

const liveIn = async ({ kubectl }: ControlPlane, namespace: string): Promise<readonly Live[]> =>
  get<Live>(kubectl, ['statefulsets,deployments', '-n', namespace]);

class Walk {
  private used: string | undefined;

  constructor(
    private readonly plane: ControlPlane,
    private readonly namespace: string,
    private readonly render: (phase: Phase) => string,
    private readonly client: Client,
  ) {}

  private async stampOf({ from, to, stamp }: Step): Promise<string | undefined> {
    if (stamp === undefined) return undefined;
    if (stamp === 'override') return 'override restored from a backup';
    if (stamp === 'no reason') return 'override ';
    if (stamp === 'used') return this.used;
    const workloads = (await liveIn(this.plane, this.namespace)).map(({ kind, metadata }) => ({
      ...{ kind, name: metadata.name, uid: metadata.uid },
      generation: metadata.generation - (stamp === 'older' ? 1 : 0),
    }));
    const text = stampText({ from, to, time: new Date(), proof: [], workloads });
    if (stamp === 'right') this.used = text;
    return text;
  }

  async take(step: Step): Promise<Finished> {
    const render = this.render(step.to);
    const manifests =
      step.image === undefined ? render : render.replaceAll('grafana/pyroscope:2.2.1', step.image);
    const before = await liveIn(this.plane, this.namespace);
    const finished = await this.client.take(stamped(manifests, await this.stampOf(step)));
    expect(finished.status === 0, `${shown(step)}: ${finished.stderr}`).toBe(step.isTaken);
    if (!step.isTaken) {
      expect(finished.stderr, shown(step)).toMatch(
        /denied request: phasegate: \w+ to \w+ of \w+\/\S+ (loses data|needs an open gate)/,
      );
      const after = await liveIn(this.plane, this.namespace);
      const names = new Set(after.map(keyOf));
      // Helm deletes last: nothing that was there is gone.
      expect(before.filter((one) => !names.has(keyOf(one))).map(keyOf)).toEqual([]);
    }
    return finished;
  }
}

/** A chart that holds one render as a file, which no template touches. */
async function chartWith(render: string): Promise<string> {
  const chart = await mkdtemp(join(tmpdir(), 'phasegate-render-chart-'));
  await mkdir(join(chart, 'templates'));
  await writeFile(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: render\nversion: 1.0.0\n');
  await writeFile(join(chart, 'templates', 'all.yaml'), '{{ .Files.Get "render.yaml" }}\n');
  await writeFile(join(chart, 'render.yaml'), render);
  return chart;
}

function helmClient({ operator, namespace, name }: HelmRelease): Client {
  const runHelm = async (verb: string, render: string, ...flags: readonly string[]): Promise<Finished> =>
    operator.run('helm', [verb, name, await chartWith(render), '--namespace', namespace, ...flags]);
  return {
    install: (render) => runHelm('install', render, '--create-namespace'),
    take: (render) => runHelm('upgrade', render),
  };
}

const renderOf =
  (chart: string, layout: Mode, namespace: string) =>
  (phase: Phase): string =>
    readRender(chart, layout, phase).replaceAll(/namespace: "?pyroscope"?$/gm, `namespace: ${namespace}`);

type Kube = HelmRelease['operator'];

/** kubectl as a person or a GitOps controller uses it. @param flags behind `kubectl apply` */
function applyClient({ env }: Kube, namespace: string, ...flags: readonly string[]): Client {
  const apply = (render: string): Promise<Finished> =>
    run(join(env.PATH?.split(':')[0] ?? '', 'kubectl'), ['apply', '-n', namespace, '-f', '-', ...flags], {
      env: { ...env },
      stdin: render,
    });
  return { install: apply, take: apply };
}

/** Only the workloads, with what a step changes in them. */
function patchClient(by: Kube, namespace: string): Client {
  const patch = async (render: string): Promise<Finished> => {
    let last: Finished = { status: 0, stdout: '', stderr: '' };
    for (const one of workloadsIn(render, namespace)) {
      const { spec, kind, metadata } = one as Workload & { readonly spec: Readonly<Record<string, unknown>> };
      const annotations = { [GATE_ANNOTATION]: metadata.annotations?.[GATE_ANNOTATION] ?? null };
      const change = JSON.stringify({ metadata: { annotations }, spec: { template: spec.template } });
      last = await by.run('kubectl', [
        ...['patch', '-n', namespace, `${kind}/${metadata.name}`, '--type=merge', '-p', change],
      ]);
      if (last.status !== 0) return last;
    }
    return last;
  };
  return { install: applyClient(by, namespace).install, take: patch };
}

/** A guard for one namespace, held by the time this returns. */
async function guarded(plane: ControlPlane, namespace: string): Promise<void> {
  const api = new Api(plane.kubeconfig);
  const [dual] = workloadsIn(readRender('2.2.1', 'single-binary', 'dual'), namespace);
  const [v2] = workloadsIn(readRender('2.2.1', 'single-binary', 'v2'), namespace);
  if (dual === undefined || v2 === undefined) throw new Error('the renders hold no workload');
  const [place, name] = [collectionOf(dual, namespace), 'probe'];
  const named = (one: Workload): string => JSON.stringify({ ...one, metadata: { ...one.metadata, name } });
  await api.send('POST', place, named(dual));
  await guardInForce(plane, pyroscope, { namespace }, () =>
    api.send('PUT', `${place}/${name}?dryRun=All`, named(v2)),
  );
  await api.send('DELETE', `${place}/${name}`);
  api.close();
}

/** Takes all steps one after the other. */
async function walkThrough(
  plane: ControlPlane,
  namespace: string,
  client: Client,
  chart: string = '2.2.1',
  layout: Mode = 'single-binary',
): Promise<Walk> {
  const render = renderOf(chart, layout, namespace);
  await stdoutOf(client.install(render('v1')));
  await guarded(plane, namespace);
  const walk = new Walk(plane, namespace, render, client);
  for (const step of STEPS) await walk.take(step);
  return walk;
}

const DENIED = /ValidatingAdmissionPolicy 'phasegate-pyroscope' with binding '[^']+' denied request/;

describe.skipIf(!existsSync(CONFORMANCE))('the guard holds', () => {
  for (const major of [3, 4] as const) {
    kubernetesTest(
      `Helm ${major} without the post-renderer, its rollbacks and what it stored`,
      { timeout: 300_000 },
      async ({ helm, controlPlane: plane }) => {
        const namespace = `guard-helm-${major}`;
        const release = await helmRelease(major, helm, { plane, namespace });
        const walk = await walkThrough(plane, namespace, helmClient(release));
        await walk.take({ from: 'v2', to: 'dual', isTaken: true });
        const history = await release.history();
        expect(history.filter(({ status }) => status === 'failed').length).toBeGreaterThan(2);
        for (const { status, description } of history)
          expect(wasDenied(description), description).toBe(status === 'failed');

        const manifestOf = (revision: number): Promise<string> =>
          stdoutOf(
            release.operator.run('helm', [
              'get',
              'manifest',
              release.name,
              '-n',
              namespace,
              `--revision=${revision}`,
            ]),
          );
        const manifests = await Promise.all(
          history.map(async ({ revision }) => ({ revision, text: await manifestOf(revision) })),
        );
        const [stamped] = manifests
          .filter(({ text }) => /phasegate.dev\/gate: "?dual-v2 /.test(text))
          .toReversed();
        if (stamped === undefined) throw new Error('no revision carries a stamp');
        expect((await release.rollback(stamped.revision)).stderr).toMatch(DENIED);
        expect((await applyClient(release.operator, namespace).take(stamped.text)).stderr).toMatch(DENIED);
      },
    );

    kubernetesTest(
      `Helm ${major} with microservices: each workload is named, and nothing is deleted`,
      { timeout: 300_000 },
      async ({ helm, controlPlane: plane }) => {
        for (const [chart, named] of [
          ['1.21.0', 1],
          ['2.2.1', 9],
        ] as const) {
          const namespace = `guard-micro-${major}-${chart[0]}`;
          const client = helmClient(await helmRelease(major, helm, { plane, namespace }));
          const render = renderOf(chart, 'microservices', namespace);
          await stdoutOf(client.install(render('dual')));
          await guarded(plane, namespace);
          const walk = new Walk(plane, namespace, render, client);
          const { stderr } = await walk.take({ from: 'dual', to: 'v2', isTaken: false });
          expect(stderr.match(/ needs an open gate/g)?.length, stderr).toBeGreaterThanOrEqual(named);
          await walk.take({ from: 'dual', to: 'v2', stamp: 'right', isTaken: true });
          await walk.take({ from: 'v2', to: 'dual', isTaken: true });
          await walk.take({ from: 'dual', to: 'v2', stamp: 'used', isTaken: false });
        }
      },
    );
  }

  kubernetesTest(
    'kubectl: apply, patch, and apply on the server as a GitOps controller does',
    { timeout: 300_000 },
    async ({ helm, controlPlane: plane }) => {
      const by = await operator(3, helm, plane);
      const clients = {
        apply: (namespace: string) => applyClient(by, namespace),
        patch: (namespace: string) => patchClient(by, namespace),
        gitops: (namespace: string) =>
          applyClient(
            by,
            namespace,
            '--server-side',
            '--force-conflicts',
            '--field-manager=argocd-controller',
          ),
      };
      for (const [name, clientFor] of Object.entries(clients)) {
        const namespace = `guard-${name}`;
        await plane.kubectl(['create', 'namespace', namespace]);
        await walkThrough(plane, namespace, clientFor(namespace));
      }
    },
  );
});
