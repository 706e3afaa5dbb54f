import { gunzipSync, gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { freePorts } from '../tools/free-ports.ts';
import { dualRelease, render } from './gate-fixture.ts';
import { planeWithServerAt } from './gate-test.ts';
import type { HelmRelease } from './helm-release.ts';
import { get } from './kubectl.ts';
import { kubernetesTest } from './kubernetes-test.ts';
import { untilRolledOut } from './roll-out.ts';
import { until } from './until.ts';

interface StatefulSet {
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: { args: readonly string[] }[] } };
  };
}

interface RunningPod {
  readonly metadata: { readonly deletionTimestamp?: string };
  readonly spec: { readonly containers: readonly { readonly args: readonly string[] }[] };
  readonly status: { readonly phase: string };
}

/** Replaces the release's StatefulSet with other args, as `kubectl edit` does, and waits for its pod. */
async function editArgs(
  { name, namespace, plane }: HelmRelease,
  edit: (arg: string) => string,
): Promise<void> {
  const [found] = await get<StatefulSet>(plane.kubectl, ['statefulsets', '-n', namespace]);
  const [container] = found?.spec.template.spec.containers ?? [];
  if (container === undefined) throw new Error('the release has no StatefulSet');
  const args = container.args.map(edit);
  container.args = args;
  await plane.kubectl(['replace', '-n', namespace, '-f', '-'], JSON.stringify(found));
  const selector = `app.kubernetes.io/instance=${name}`;
  await until(
    'the pod runs with the edited args',
    async () => {
      const pods = await get<RunningPod>(plane.kubectl, ['pods', '-n', namespace, '-l', selector]);
      const [pod] = pods;
      const isUp = pod?.status.phase === 'Running' && pod.metadata.deletionTimestamp === undefined;
      return isUp && `${pod.spec.containers[0]?.args}` === `${args}` ? true : undefined;
    },
    { seconds: 120 },
  );
}

interface Secret {
  readonly data: { release: string };
}

/** Dates the only revision a day and an hour back: Helm keeps it in a Secret, packed, and in base64 twice. */
async function dateBack({ name, namespace, plane }: HelmRelease): Promise<void> {
  const secret = `sh.helm.release.v1.${name}.v1`;
  const [found] = await get<Secret>(plane.kubectl, [
    ...['secrets', '-n', namespace, '--field-selector', `metadata.name=${secret}`],
  ]);
  if (found === undefined) throw new Error(`no Secret ${secret}`);
  const packed = Buffer.from(Buffer.from(found.data.release, 'base64').toString(), 'base64');
  const stored = JSON.parse(gunzipSync(packed).toString()) as { info: Record<string, string> };
  const deployed = new Date(Date.now() - 25 * 3_600_000).toISOString();
  stored.info.first_deployed = deployed;
  stored.info.last_deployed = deployed;
  const text = gzipSync(JSON.stringify(stored)).toString('base64');
  found.data.release = Buffer.from(text).toString('base64');
  await plane.kubectl(['replace', '-n', namespace, '-f', '-'], JSON.stringify(found));
}

kubernetesTest(
  'the gate counts the time in dual from the end of v1 by hand',
  async ({ helm, kubernetes }) => {
    const [port = 0] = await freePorts(1);
    const majors = [3, 4] as const;
    const namespaces = majors.map((major) => `by-hand-${major}`);
    const plane = await planeWithServerAt(port, namespaces, kubernetes);
    for (const major of majors) {
      const namespace = `by-hand-${major}`;
      const release = await dualRelease(major, helm, { plane, namespace });
      await untilRolledOut(release);
      await dateBack(release);
      const untouched = await render(release, ['--namespace', namespace]);
      expect(untouched.text).toContain('could not be asked');
      expect(untouched.text).not.toMatch(/too early|by hand/);

      const start = Date.now();
      await editArgs(release, (arg) => (arg === '-write-path=combined' ? '-write-path=ingester' : arg));
      await editArgs(release, (arg) => (arg === '-write-path=ingester' ? '-write-path=combined' : arg));
      await untilRolledOut(release);

      const { status, text, gate, stderr } = await render(release, ['--namespace', namespace]);
      expect([status, gate]).toEqual([1, 'closed']);
      const until =
        /StatefulSet pyroscope ran by hand with args that show no phase until (\S+ \S+) UTC/.exec(
          text,
        )?.[1] ?? text;
      expect(Date.parse(`${until.replace(' ', 'T')}Z`), text).toBeGreaterThanOrEqual(
        Math.floor(start / 1000) * 1000,
      );
      // Only Helm 4 applies on the server, where another manager's fields are in its way.
      const conflict = `${text}${stderr}`.includes('--force-conflicts');
      expect([major, conflict], text).toEqual([major, major === 4]);
    }
  },
);
