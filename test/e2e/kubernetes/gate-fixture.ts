import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunReport } from '../../../src/report/run-report.ts';
import type { HelmBinaries } from '../tools/helm.ts';
import type { HelmMajor } from '../tools/helm-targets.ts';
import { temporaryFolder } from '../tools/paths.ts';
import type { Finished } from '../tools/run.ts';
import type { ControlPlane } from './control-plane.ts';
import { type GateReport, gateOf } from './gate-report.ts';
import { phasegate } from './gate-terminal.ts';
import { type HelmRelease, helmRelease, stdoutOf } from './helm-release.ts';
import { writeKubeconfig } from './kubeconfig.ts';

export const dualToggles = ['architecture.storage.v1=true', 'architecture.storage.v2=true'];

/** A single binary in dual, installed without phasegate. */
export async function dualRelease(
  major: HelmMajor,
  helm: HelmBinaries,
  place: { plane: ControlPlane; namespace: string },
): Promise<HelmRelease> {
  const release = await helmRelease(major, helm, place);
  await stdoutOf(release.install(['pyroscope.persistence.enabled=true', ...dualToggles]));
  return release;
}

/** `phasegate render --phase v2 --gate` of what is installed. */
export async function render(release: HelmRelease, args: readonly string[]): Promise<GateReport & Finished> {
  const file = join(await mkdtemp(join(release.operator.env.HOME ?? '', 'report-')), 'report.json');
  const words = ['render', '--phase', 'v2', '--gate', '--report', file, ...args];
  const finished = await phasegate(release.operator.env, words, await release.manifest());
  const report = JSON.parse(await readFile(file, 'utf8')) as RunReport;
  return { ...finished, ...gateOf(report) };
}

/** @param server the address of an API server that is none */
export async function kubeconfigOf(server: string): Promise<string> {
  const folder = await temporaryFolder();
  const file = join(folder, 'kubeconfig');
  return writeKubeconfig(file, { server, authority: '', token: 'none' });
}
