import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { PORTS } from '../../../src/packs/pachyderm/facts/ports.ts';
import {
  PACHYDERM_RENDERS,
  pachydermRenders,
  readPachydermRender,
} from '../../conformance/pachyderm-renders.ts';
import { temporaryFolder } from '../tools/paths.ts';
import { type HelmRelease, helmRelease, stdoutOf } from './helm-release.ts';
import { get, type Kubectl } from './kubectl.ts';
import { kubernetesTest } from './kubernetes-test.ts';

/** Where the renders say that they are. */
const NAMESPACES = { old: 'pachyderm', new: 'pachyderm-new' } as const;

/** A chart that gives a render as it is: what looks like a template in it is text. */
async function chartOf(version: string, side: keyof typeof NAMESPACES): Promise<string> {
  const folder = join(await temporaryFolder(), 'pachyderm');
  await mkdir(join(folder, 'templates'), { recursive: true });
  await writeFile(
    join(folder, 'Chart.yaml'),
    `apiVersion: v2\nname: pachyderm\nversion: ${version}\nappVersion: ${version}\n`,
  );
  await writeFile(join(folder, 'render.yaml'), readPachydermRender(`helm-v${version}-amazon-${side}.yaml`));
  await writeFile(join(folder, 'templates', 'all.yaml'), '{{ .Files.Get "render.yaml" }}\n');
  return folder;
}

interface Service {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly ports: readonly { readonly name: string; readonly port: number; readonly nodePort?: number }[];
  };
}

/** The ports of a release: `pachd api-grpc-port 30650:30649`. */
async function portsOf({ plane: { kubectl }, namespace }: HelmRelease): Promise<readonly string[]> {
  const services = await get<Service>(kubectl, ['services', '--namespace', namespace]);
  return services
    .flatMap(({ metadata, spec }) =>
      spec.ports.map(({ name, port, nodePort }) => `${metadata.name} ${name} ${port}:${nodePort ?? ''}`),
    )
    .toSorted();
}

/** The same on the migration set, by the table. */
const moved = (ports: readonly string[]): readonly string[] =>
  ports.map((text) => {
    const [service, name, numbers = ''] = text.split(' ');
    const [port, nodePort] = numbers.split(':');
    const row = PORTS.find(
      (one) => one.service === service && one.name === name && String(one.normal) === nodePort,
    );
    return `${service} ${name} ${port}:${row?.migration ?? nodePort}`;
  });

/** Whether the account of pachd may do what it does in its namespace. */
async function hasItsRights(kubectl: Kubectl, namespace: string): Promise<boolean> {
  const who = [`--as=system:serviceaccount:${namespace}:pachyderm`, `--namespace=${namespace}`];
  for (const what of [
    ['list', 'pods'],
    ['create', 'services'],
    ['delete', 'secrets'],
  ]) {
    const said = await kubectl(['auth', 'can-i', ...what, ...who]).catch(() => 'no');
    if (!said.startsWith('yes')) return false;
  }
  return true;
}

const by = (...words: readonly string[]): readonly string[] => [
  ...['--post-renderer', 'phasegate'],
  ...words.map((word) => `--post-renderer-args=${word}`),
];

const isThere = pachydermRenders().length > 0;
if (!isThere)
  console.warn(`pachyderm-charts.e2e.test.ts: no renders in ${PACHYDERM_RENDERS}: no chart is installed`);

describe.skipIf(!isThere).each([3, 4] as const)('two releases of the chart with Helm %i', (major) => {
  kubernetesTest.for(['2.0.5', '2.4.6', '2.11.6'])(
    '%s: the second one is refused as it is, and stands beside the first one with ports of its own',
    { timeout: 120_000 },
    async (version, { helm, controlPlane }) => {
      const { kubectl } = controlPlane;
      const release = async (side: keyof typeof NAMESPACES): Promise<HelmRelease> =>
        helmRelease(major, helm, {
          ...{ plane: controlPlane, namespace: NAMESPACES[side], name: 'pachyderm' },
          chart: await chartOf(version, side),
        });
      const [old, other] = [await release('old'), await release('new')];
      const uninstall = ({ operator, name, namespace }: HelmRelease) =>
        operator.run('helm', ['uninstall', name, '--namespace', namespace]);
      const install = (words: readonly string[]) =>
        other.operator.run('helm', [
          ...['install', other.name, other.chart, '--namespace', other.namespace, '--create-namespace'],
          ...words,
        ]);
      try {
        await stdoutOf(old.install([]));
        const normal = await portsOf(old);
        expect(normal).not.toEqual(moved(normal));

        const plain = await other.install([]);
        expect(plain.status).not.toBe(0);
        expect(plain.stderr).toContain(
          'Service "pachd" is invalid: spec.ports[0].nodePort: Invalid value: 30650: provided port is already allocated',
        );
        // The refused release leaves most of its objects.
        expect(await get(kubectl, ['deployments', '--namespace', other.namespace])).not.toEqual([]);
        await stdoutOf(uninstall(other));

        const peer = `--peer-release=${old.namespace}/${old.name}`;
        const early = await install(by('--phase=adjacent', '--port-set=normal', peer));
        expect(early.status).not.toBe(0);
        // Helm 4 shows nothing of what a post-renderer says.
        expect(JSON.stringify(await other.operator.lastReport())).toContain('node-port-shared');
        expect(await get(kubectl, ['services,deployments', '--namespace', other.namespace])).toEqual([]);
        await uninstall(other);

        await stdoutOf(install(by('--phase=adjacent', '--port-set=migration', peer)));
        const migration = await portsOf(other);
        expect(migration).toEqual(moved(normal));
        const plan = await other.phasegate('plan', ['--peer-release', `${old.namespace}/${old.name}`]);
        expect(plan.stdout).toContain('helm uninstall of the other cluster takes nothing of this cluster');
        expect(plan.stdout).not.toContain('-shared]');

        await stdoutOf(
          other.upgrade({ set: ['a=b'], phasegate: ['--phase=adjacent', '--port-set=migration'] }),
        );
        expect(await portsOf(other)).toEqual(migration);
        expect(await portsOf(old)).toEqual(normal);
        expect(await hasItsRights(kubectl, old.namespace)).toBe(true);
        expect(await hasItsRights(kubectl, other.namespace)).toBe(true);

        await stdoutOf(uninstall(old));
        expect(await hasItsRights(kubectl, old.namespace)).toBe(false);
        expect(await hasItsRights(kubectl, other.namespace)).toBe(true);
        await stdoutOf(other.upgrade({ phasegate: ['--phase=normal', '--port-set=normal'] }));
        expect(await portsOf(other)).toEqual(normal);
      } finally {
        await uninstall(old);
        await uninstall(other);
      }
    },
  );
});
