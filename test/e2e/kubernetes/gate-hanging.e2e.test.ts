import { describe, expect, onTestFinished } from 'vitest';
import { silentAddress } from '../verify/silent-port.ts';
import { startControlPlane } from './control-plane.ts';
import { dualRelease, kubeconfigOf, render } from './gate-fixture.ts';
import { interruptOnceItRuns, phasegate } from './gate-terminal.ts';
import type { HelmRelease } from './helm-release.ts';
import { kubernetesTest } from './kubernetes-test.ts';
import { untilRolledOut } from './roll-out.ts';

describe.each([3, 4] as const)('an API server that says nothing, asked with Helm %i', (major) => {
  kubernetesTest('is not waited for for ever', async ({ helm, controlPlane: plane }) => {
    const release = await dualRelease(major, helm, { plane, namespace: `hanging-${major}` });
    const kubeconfig = await kubeconfigOf(`https://${await silentAddress(onTestFinished)}`);
    const verify = ['verify', '-n', release.namespace, '--kubeconfig', kubeconfig, release.name];
    const [verified, gated] = await Promise.all([
      phasegate(release.operator.env, verify),
      render(release, ['--namespace', release.namespace, '--kubeconfig', kubeconfig]),
    ]);
    expect(verified).toMatchObject({ status: 2, stdout: '' });
    expect(verified.stderr).toMatch(/gave no answer within 20 s|deadline exceeded|timeout/i);
    expect(gated).toMatchObject({ exitCode: 1, gate: 'closed' });
    expect(gated.text).toMatch(/gave no answer within 20 s|deadline exceeded|timeout/i);
    await endsOnInterrupt(release, verify, /\bhelm(\s|$)/);
  });
});

kubernetesTest('Ctrl-C ends a port-forward as well', async ({ helm, kubernetes }) => {
  const namespace = 'silent';
  const [, port] = (await silentAddress(onTestFinished)).split(':');
  const plane = await startControlPlane(kubernetes, [{ namespace, forwardTo: Number(port) }]);
  onTestFinished(plane.stop);
  const release = await dualRelease(4, helm, { plane, namespace });
  await untilRolledOut(release);
  const verify = ['verify', '-n', namespace, release.name];
  await endsOnInterrupt(release, verify, /\bkubectl\b.*\bport-forward\b/);
});

async function endsOnInterrupt(release: HelmRelease, args: readonly string[], program: RegExp) {
  const { children, left, milliseconds, status } = await interruptOnceItRuns(
    release.operator.env,
    args,
    program,
  );
  expect(children).toEqual(expect.arrayContaining([expect.stringMatching(program)]));
  expect(left).toEqual([]);
  expect(status).not.toBe(0);
  expect(milliseconds).toBeLessThan(10_000);
}
