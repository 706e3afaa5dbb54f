import { describe, expect } from 'vitest';
import {
  PACHYDERM_RENDERS,
  pachydermRenders,
  readPachydermRender,
} from '../../conformance/pachyderm-renders.ts';
import { phasegateProgram } from '../tools/paths.ts';
import { run } from '../tools/run.ts';
import type { Kubectl } from './kubectl.ts';
import { kubernetesTest } from './kubernetes-test.ts';

const OLD = 'pachyderm';
const NEW = 'pachyderm-new';

/** Manifests for a Kubernetes that no longer serves the APIs of pachctl before 1.9. */
const served = (stream: string): string =>
  stream
    .replaceAll('apiVersion: apps/v1beta1', 'apiVersion: apps/v1')
    .replaceAll('apiVersion: storage.k8s.io/v1beta1', 'apiVersion: storage.k8s.io/v1');

async function rendered(stream: string, ...words: readonly string[]): Promise<string> {
  const made = await run(process.execPath, [phasegateProgram, 'render', ...words], { stdin: stream });
  expect(made.status, made.stderr).toBe(0);
  return made.stdout;
}

/** What kubectl says of an apply; empty where it is taken. */
async function refusal(kubectl: Kubectl, stream: string, namespace: string): Promise<string> {
  try {
    await kubectl(['apply', '--validate=false', '--namespace', namespace, '-f', '-'], stream);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

/** Whether pachd of a namespace may do what it has to, as the API server says. */
async function mayListNodes(kubectl: Kubectl, namespace: string): Promise<boolean> {
  const who = `--as=system:serviceaccount:${namespace}:pachyderm`;
  return (await kubectl(['auth', 'can-i', 'list', 'nodes', who]).catch(() => 'no')).startsWith('yes');
}

async function remove(kubectl: Kubectl): Promise<void> {
  await kubectl([
    ...['delete', 'clusterrole,clusterrolebinding,storageclass', '--selector', 'suite=pachyderm'],
    '--ignore-not-found',
  ]);
  await kubectl(['delete', 'namespace', OLD, NEW, '--ignore-not-found', '--wait=true', '--timeout=60s']);
}

/** Pairs of pachctl, and what the API server says of the second one as pachctl prints it. */
const PAIRS = [
  ['deploy-v1.8.8-amazon', /provided port is already allocated/],
  ['deploy-v1.13.4-local', /provided port is already allocated/],
  ['deploy-v1.13.4-amazon', /provided port is already allocated/],
  [
    'deploy-v1.13.4-google-static',
    /spec\.?persistentvolumesource is immutable|provided port is already allocated/,
  ],
] as const;

const isThere = pachydermRenders().length > 0;
if (!isThere)
  console.warn(`pachyderm-pair.e2e.test.ts: no renders in ${PACHYDERM_RENDERS}: no pair is applied`);

describe.skipIf(!isThere)('two Pachyderm clusters in one Kubernetes', () => {
  for (const [name, words] of PAIRS)
    kubernetesTest(
      `${name}: the second one is refused as it is, and taken by another set of ports and names`,
      { timeout: 180_000 },
      async ({ controlPlane: { kubectl } }) => {
        const [old, other] = ['old', 'new'].map((side) =>
          served(readPachydermRender(`${name}-${side}.yaml`)),
        ) as [string, string];
        await kubectl(['create', 'namespace', OLD]);
        await kubectl(['create', 'namespace', NEW]);
        try {
          const first = await rendered(
            old,
            ...['--phase=normal', '--port-set=normal', '--correct=node-port-unnumbered'],
          );
          expect(await refusal(kubectl, first, OLD)).toBe('');
          expect(await mayListNodes(kubectl, OLD)).toBe(true);
          expect(await refusal(kubectl, other, NEW)).toMatch(words);

          await remove(kubectl);
          await kubectl(['create', 'namespace', OLD]);
          await kubectl(['create', 'namespace', NEW]);
          await kubectl(['delete', 'persistentvolume', 'etcd-volume', '--ignore-not-found', '--wait=false']);
          expect(await refusal(kubectl, first, OLD)).toBe('');
          const second = await rendered(
            other,
            ...['--phase=adjacent', '--port-set=migration', '--correct=node-port-unnumbered'],
            '--undeploy-safe=true',
          );
          expect(await refusal(kubectl, second, NEW)).toBe('');
          expect([await mayListNodes(kubectl, OLD), await mayListNodes(kubectl, NEW)]).toEqual([true, true]);

          // What pachctl undeploy of the old one deletes outside its namespace.
          await kubectl([
            ...['delete', 'clusterrole,clusterrolebinding', '--selector', 'suite=pachyderm'],
            '--ignore-not-found',
          ]);
          expect([await mayListNodes(kubectl, OLD), await mayListNodes(kubectl, NEW)]).toEqual([false, true]);
          await kubectl(['delete', 'namespace', OLD, '--wait=true', '--timeout=60s']);
          const back = await rendered(second, '--phase=normal', '--port-set=normal');
          expect(await refusal(kubectl, back, NEW)).toBe('');
          expect(await mayListNodes(kubectl, NEW)).toBe(true);
        } finally {
          await remove(kubectl);
          await kubectl([
            ...['delete', 'clusterrole,clusterrolebinding', `pachyderm-${NEW}`, '--ignore-not-found'],
          ]);
          await kubectl(['delete', 'persistentvolume', '--all', '--wait=false']);
        }
      },
    );
});
