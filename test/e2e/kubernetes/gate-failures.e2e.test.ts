import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import type { RunReport } from '../../../src/report/run-report.ts';
import { freePorts } from '../tools/free-ports.ts';
import type { HelmBinaries } from '../tools/helm.ts';
import type { HelmMajor } from '../tools/helm-targets.ts';
import { temporaryFolder } from '../tools/paths.ts';
import { dualRelease, dualToggles, kubeconfigOf, render } from './gate-fixture.ts';
import { gateOf, lastGate } from './gate-report.ts';
import { phasegate } from './gate-terminal.ts';
import { type HelmRelease, stdoutOf } from './helm-release.ts';
import { kubernetesTest } from './kubernetes-test.ts';
import { liveObjects } from './release-objects.ts';
import { untilRolledOut } from './roll-out.ts';

const chart = fileURLToPath(new URL('chart', import.meta.url));
const core = (verbs: string[], ...resources: string[]) => ({ apiGroups: [''], resources, verbs });

describe.each([3, 4] as const)('the gate with Helm %i', (major) => {
  kubernetesTest('stays closed where nothing can be asked', async ({ helm, controlPlane: plane }) => {
    const release = await dualRelease(major, helm, { plane, namespace: `unasked-${major}` });
    await untilRolledOut(release);
    const before = await traceOf(release);
    await refusesWhereNobodyAnswers(release);
    await refusesWithoutNamespace(release);
    await refusesInAnotherNamespace(release);
    await opensForAnOverride(release);
    await passesFirstInstall(release);
    expect(await traceOf(release)).toEqual(before);
  });

  kubernetesTest('names the rights that are missing', async ({ helm, controlPlane: plane }) => {
    const namespace = `forbidden-${major}`;
    const release = await dualRelease(major, helm, { plane, namespace });
    await namesSecrets(release);
    await namesPods(release);
  });

  kubernetesTest('says which program or release is missing', async ({ helm, controlPlane: plane }) => {
    const release = await dualRelease(major, helm, { plane, namespace: `missing-${major}` });
    await needsKubectl(major, helm, release);
    for (const command of ['plan', 'verify', 'next']) {
      const answer = await phasegate(release.operator.env, [command, '-n', release.namespace, 'absent']);
      expect(answer).toMatchObject({ status: 2, stdout: '' });
      expect(answer.stderr).toMatch(/^phasegate: Helm has no release "absent" \(/);
      expect(answer.stderr).toContain(`helm list --all --namespace ${release.namespace}`);
    }
  });
});

async function traceOf(release: HelmRelease): Promise<unknown> {
  return [await release.history(), await release.manifest(), await liveObjects(release)];
}

async function refusesWhereNobodyAnswers(release: HelmRelease): Promise<void> {
  const [port] = await freePorts(1);
  const kubeconfig = await kubeconfigOf(`https://127.0.0.1:${port}`);
  const args = ['--phase', 'v2', '--gate', '--namespace', release.namespace, '--kubeconfig', kubeconfig];
  const refused = await release.upgrade({ phasegate: args });
  expect(refused.status).not.toBe(0);
  const gate = await lastGate(release);
  expect(gate).toMatchObject({ exitCode: 1, gate: 'closed', asked: release.namespace });
  expect(gate.text).toContain(`127.0.0.1:${port}`);
  expect(gate.text).toContain('--gate-override "<reason>"');
  const verified = await release.phasegate('verify', ['--kubeconfig', kubeconfig]);
  expect(verified).toMatchObject({ status: 2, stdout: '' });
  expect(verified.stderr).toContain(`127.0.0.1:${port}`);
}

async function refusesWithoutNamespace(release: HelmRelease): Promise<void> {
  const refused = await release.upgrade({ phasegate: ['--phase', 'v2', '--gate'] });
  expect(refused.status).not.toBe(0);
  const gate = await lastGate(release);
  expect(gate).toMatchObject({ exitCode: 1, gate: 'closed', asked: 'nobody' });
  expect(gate.text).toContain('pass --namespace');
}

async function opensForAnOverride(release: HelmRelease): Promise<void> {
  const [port] = await freePorts(1);
  const kubeconfig = await kubeconfigOf(`https://127.0.0.1:${port}`);
  const opened = await render(release, [
    ...['--namespace', release.namespace, '--kubeconfig', kubeconfig],
    ...['--gate-override', 'the cluster is on the other side of a maintenance window'],
  ]);
  expect(opened).toMatchObject({ status: 0, gate: expect.stringMatching(/^overridden/) });
  expect(opened.stdout).toContain('-architecture.storage=v2');
  expect(opened.text).toContain('overridden: the cluster is on the other side of a maintenance window');
  expect(opened.text).toContain(`127.0.0.1:${port}`);
}

/** Helm 3 has made the namespace by then, Helm 4 as well; neither holds the release. */
async function passesFirstInstall({ major, operator, name }: HelmRelease): Promise<void> {
  const namespace = `first-${major}`;
  const set = dualToggles.flatMap((one) => ['--set', one]);
  const phasegate = ['--phase', 'dual', '--gate', '--gate-first-install', '--namespace', namespace];
  const args = ['install', name, chart, '-n', namespace, '--create-namespace', ...set];
  const postRenderer = phasegate.map((arg) => `--post-renderer-args=${arg}`);
  await stdoutOf(operator.run('helm', [...args, '--post-renderer', 'phasegate', ...postRenderer]));
  expect(gateOf((await operator.lastReport()) as RunReport)).toMatchObject({
    exitCode: 0,
    gate: 'open',
    asked: namespace,
    text: expect.stringContaining('taken for a first install'),
  });
}

async function refusesInAnotherNamespace(release: HelmRelease): Promise<void> {
  const elsewhere = await render(release, ['--namespace', 'default']);
  expect(elsewhere).toMatchObject({ status: 1, stdout: '', gate: 'closed' });
  expect(elsewhere.text).toContain(`pass --namespace ${release.namespace}`);
}

async function namesSecrets({ plane, ...release }: HelmRelease): Promise<void> {
  const { namespace, operator, name } = release;
  const rules = [core(['get', 'list'], 'pods')];
  const kubeconfig = await plane.limitedKubeconfig({ namespace, rules });
  const missing = new RegExp(
    `cannot list secrets in namespace ${namespace} \\(helm keeps releases in Secrets`,
  );
  for (const command of ['plan', 'verify', 'next']) {
    const args = [command, '-n', namespace, '--kubeconfig', kubeconfig, name];
    const answer = await phasegate(operator.env, args);
    expect(answer).toMatchObject({ status: 2, stdout: '' });
    expect(answer.stderr).toMatch(missing);
  }
  const gated = await render({ plane, ...release }, ['--namespace', namespace, '--kubeconfig', kubeconfig]);
  expect(gated).toMatchObject({ status: 1, stdout: '', gate: 'closed' });
  expect(gated.text).toMatch(missing);
}

async function namesPods(release: HelmRelease): Promise<void> {
  const { namespace, operator, name, plane } = release;
  const rules = [core(['get', 'list'], 'secrets')];
  const kubeconfig = await plane.limitedKubeconfig({ namespace, rules });
  const verified = await phasegate(operator.env, [
    'verify',
    '-n',
    namespace,
    '--kubeconfig',
    kubeconfig,
    name,
  ]);
  expect(verified).toMatchObject({ status: 2, stdout: '' });
  expect(verified.stderr).toContain(`cannot list pods in namespace ${namespace}`);
  const gated = await render(release, ['--namespace', namespace, '--kubeconfig', kubeconfig]);
  expect(gated).toMatchObject({ status: 1, stdout: '', gate: 'closed' });
  expect(gated.text).toContain(`cannot list pods in namespace ${namespace}`);
}

async function needsKubectl(major: HelmMajor, helm: HelmBinaries, release: HelmRelease): Promise<void> {
  const bin = join(await temporaryFolder(), 'bin');
  await mkdir(bin);
  await symlink(major === 3 ? helm.helm3 : helm.helm4, join(bin, 'helm'));
  const env = { ...release.operator.env, PATH: bin };
  const verified = await phasegate(env, ['verify', '-n', release.namespace, release.name]);
  expect(verified).toMatchObject({ status: 2, stdout: '' });
  expect(verified.stderr).toBe(
    'phasegate: kubectl is not on PATH.\n' +
      '  do:  Install kubectl (https://kubernetes.io/docs/tasks/tools/), or add its folder to PATH.\n',
  );
}
