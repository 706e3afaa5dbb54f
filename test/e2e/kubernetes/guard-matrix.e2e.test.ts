import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { guardText } from '../../../src/guard/policy.ts';
import { GATE_ANNOTATION, overrideText, stampText } from '../../../src/guard/stamp.ts';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import { CONFORMANCE, readRender } from '../../conformance/renders.ts';
import { Api } from './api.ts';
import { kubernetesTest } from './kubernetes-test.ts';
import { until } from './until.ts';

const CHARTS = ['1.21.0', '2.2.1'] as const;
const LAYOUTS = ['single-binary', 'microservices', 'legacy-microservices'] as const;
const PHASES = ['v1', 'dual', 'dual-weighted', 'v2'] as const;

const phaseOf = (render: (typeof PHASES)[number]): 'v1' | 'dual' | 'v2' =>
  render === 'dual-weighted' ? 'dual' : render;

interface Workload {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
}

const isWorkload = (object: unknown): object is Workload =>
  ['Deployment', 'StatefulSet'].includes((object as { kind?: string } | null)?.kind ?? '');

/** The workloads of a render, by kind and name. */
function workloadsOf(chart: string, layout: string, render: string): ReadonlyMap<string, Workload> {
  const objects = parseAllDocuments(readRender(chart, layout as 'microservices', render as 'dual')).map(
    (one) => one.toJS() as unknown,
  );
  return new Map(
    objects
      .filter(isWorkload)
      .map((one) => [
        `${one.kind}/${one.metadata.name}`,
        { ...one, metadata: { ...one.metadata, namespace: NAMESPACE } },
      ]),
  );
}

const NAMESPACE = 'guard-matrix';
const collection = ({ kind }: Workload): string =>
  `/apis/apps/v1/namespaces/${NAMESPACE}/${kind.toLowerCase()}s`;

const stamped = (one: Workload, stamp: string | undefined): string =>
  JSON.stringify({
    ...one,
    metadata: {
      ...one.metadata,
      ...(stamp !== undefined && { annotations: { ...one.metadata.annotations, [GATE_ANNOTATION]: stamp } }),
    },
  });

const stampFor = (one: Workload, from: string, to: string, generation: number): string =>
  stampText({
    from,
    to,
    time: new Date(),
    proof: ['soak=25h'],
    workloads: [{ kind: one.kind, name: one.metadata.name, generation }],
  });

/** What a PUT of the next state is told, with each kind of stamp; the object itself stays as it is. */
const STAMPS = {
  none: () => undefined,
  right: (one: Workload, from: string, to: string) => stampFor(one, from, to, 1),
  used: (one: Workload, from: string, to: string) => stampFor(one, from, to, 2),
  'of another step': (one: Workload, from: string, to: string) => stampFor(one, to, from, 1),
  'of another workload': (one: Workload, from: string, to: string) =>
    stampFor({ ...one, metadata: { name: 'other' } }, from, to, 1),
  override: () => overrideText('restored from a backup'),
  'override without a reason': () => 'override ',
} as const;

/** Which stamps let a step through. */
const LET_THROUGH: Readonly<Record<string, readonly (keyof typeof STAMPS)[]>> = {
  'dual-v2': ['right', 'override'],
  'v1-v2': ['override'],
  'v2-v1': ['override'],
};

kubernetesTest.skipIf(!existsSync(CONFORMANCE))('the matrix', async ({ controlPlane }) => {
  const { kubectl, kubeconfig } = controlPlane;
  await kubectl(['create', 'namespace', NAMESPACE]);
  const api = new Api(kubeconfig);
  const lines: string[] = [];
  const post = await api.send(
    'POST',
    '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies',
    '',
  );
  expect(post.status).toBeGreaterThan(0);
  await kubectl(['apply', '-f', '-'], guardText(pyroscope, {}));
  for (const chart of CHARTS)
    for (const layout of LAYOUTS)
      for (const from of PHASES) {
        const before = workloadsOf(chart, layout, from);
        for (const one of before.values())
          expect((await api.send('POST', collection(one), JSON.stringify(one))).message).toContain('"uid"');
        for (const to of PHASES) {
          const after = workloadsOf(chart, layout, to);
          for (const [name, stamp] of Object.entries(STAMPS)) {
            const denied: string[] = [];
            let passed = 0;
            for (const [key, next] of after) {
              if (!before.has(key)) continue;
              const { status, message } = await api.send(
                'PUT',
                `${collection(next)}/${next.metadata.name}?dryRun=All`,
                stamped(next, stamp(next, phaseOf(from), phaseOf(to))),
              );
              if (status === 403 || (/phasegate/.test(message.slice(0, 300)) && status >= 300))
                denied.push(`${key}: ${message}`);
              else if (status < 300) passed += 1;
              else lines.push(`${chart} ${layout} ${from} ${to} ${key}: ${status} ${message}`);
            }
            lines.push(
              `${chart} ${layout} ${from} -> ${to} ${name}: passed ${passed} denied ${denied.length} ${denied[0] ?? ''}`,
            );
          }
        }
        for (const one of before.values())
          await api.send('DELETE', `${collection(one)}/${one.metadata.name}`);
        await until('gone', async () => {
          for (const one of before.values())
            if ((await api.send('GET', `${collection(one)}/${one.metadata.name}`)).status !== 404)
              return undefined;
          return true;
        });
      }
  (await import('node:fs')).writeFileSync('/tmp/p/s8/matrix.txt', lines.join('\n'));
  api.close();
});
