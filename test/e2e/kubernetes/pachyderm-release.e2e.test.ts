import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import { type HelmRelease, helmRelease, stdoutOf } from './helm-release.ts';
import { get } from './kubectl.ts';
import { kubernetesTest } from './kubernetes-test.ts';

const chart = fileURLToPath(new URL('pachyderm-chart', import.meta.url));
const WORDS = ['--phase=adjacent', '--port-set=migration'] as const;

interface Service {
  readonly spec: { readonly ports: readonly { readonly port: number; readonly nodePort?: number }[] };
}

async function portsOf({ plane: { kubectl }, namespace }: HelmRelease) {
  const services = await get<Service>(kubectl, ['services', '--namespace', namespace]);
  const ports = services.flatMap(({ spec }) => spec.ports);
  return {
    ports: ports.map(({ port }) => port).toSorted((a, b) => a - b),
    nodePorts: ports.map(({ nodePort }) => nodePort ?? 0).toSorted((a, b) => a - b),
  };
}

const NORMAL = [30_600, 30_650, 30_656, 30_657, 30_658, 32_379];
const MIGRATION = [30_611, 30_641, 30_642, 30_643, 30_649, 32_378];

describe.each([3, 4] as const)('phasegate between Helm %i and a second Pachyderm', (major) => {
  kubernetesTest('moves its ports, at the install and at every upgrade', async ({ helm, controlPlane }) => {
    const releaseIn = (namespace: string): Promise<HelmRelease> =>
      helmRelease(major, helm, { plane: controlPlane, namespace, name: 'pachyderm', chart });
    const old = await releaseIn(`pachyderm-old-${major}`);
    const other = await releaseIn(`pachyderm-new-${major}`);
    await stdoutOf(old.install([]));
    const before = await portsOf(old);
    expect(before.nodePorts).toEqual(NORMAL);

    const plain = await other.install([]);
    expect(plain.status).not.toBe(0);
    expect(plain.stderr).toContain('provided port is already allocated');
    const inNamespace = ['--namespace', other.namespace];
    await stdoutOf(other.operator.run('helm', ['uninstall', other.name, ...inNamespace]));

    const rendered = ['--post-renderer', 'phasegate', ...WORDS.map((word) => `--post-renderer-args=${word}`)];
    await stdoutOf(other.operator.run('helm', ['install', other.name, chart, ...inNamespace, ...rendered]));
    expect(await portsOf(other)).toEqual({ ports: before.ports, nodePorts: MIGRATION });
    await stdoutOf(other.upgrade({ set: ['replicas=2'], phasegate: WORDS }));
    expect(await portsOf(other)).toEqual({ ports: before.ports, nodePorts: MIGRATION });
    expect(await portsOf(old)).toEqual(before);

    await stdoutOf(old.operator.run('helm', ['uninstall', old.name, '--namespace', old.namespace]));
    await stdoutOf(other.upgrade({ phasegate: ['--phase=normal', '--port-set=normal'] }));
    expect(await portsOf(other)).toEqual(before);
    await stdoutOf(other.operator.run('helm', ['uninstall', other.name, ...inNamespace]));
  });
});
