import { fileURLToPath } from 'node:url';
import type { HelmBinaries } from '../tools/helm.ts';
import type { HelmMajor } from '../tools/helm-targets.ts';
import type { Finished } from '../tools/run.ts';
import type { ControlPlane } from './control-plane.ts';
import { type Operator, operator } from './operator.ts';

const PYROSCOPE_CHART = fileURLToPath(new URL('chart', import.meta.url));

/** The folder of a chart with the labels of one of Prometheus. */
export const prometheusChart = (name: 'kube-prometheus-stack' | 'prometheus'): string =>
  fileURLToPath(new URL(`prometheus-charts/${name}`, import.meta.url));

export interface UpgradeOptions {
  /** `--set` expressions over the values of the last revision. */
  readonly set?: readonly string[];
  /** Arguments of phasegate; without them there is no post-renderer. */
  readonly phasegate?: readonly string[];
}

/** As `helm history` tells it. */
export interface HelmRevision {
  readonly revision: number;
  readonly status: string;
  readonly description: string;
}

/** A release of a chart beside this file, in a namespace of its own, as one Helm drives it. */
export interface HelmRelease {
  readonly major: HelmMajor;
  readonly name: string;
  readonly namespace: string;
  /** Its folder. */
  readonly chart: string;
  readonly plane: ControlPlane;
  readonly operator: Operator;
  install(set: readonly string[]): Promise<Finished>;
  upgrade(options: UpgradeOptions): Promise<Finished>;
  rollback(revision: number): Promise<Finished>;
  history(): Promise<readonly HelmRevision[]>;
  /** Helm's stored manifest of the newest revision. */
  manifest(): Promise<string>;
  /** `phasegate COMMAND --namespace … RELEASE ARGS`, by hand. */
  phasegate(command: string, args?: readonly string[]): Promise<Finished>;
}

export async function helmRelease(
  major: HelmMajor,
  helm: HelmBinaries,
  {
    plane,
    namespace,
    name = 'pyroscope',
    chart = PYROSCOPE_CHART,
  }: { plane: ControlPlane; namespace: string; name?: string; chart?: string },
): Promise<HelmRelease> {
  const by = await operator(major, helm, plane);
  const inNamespace = ['--namespace', namespace];
  const run = (...args: readonly string[]): Promise<Finished> => by.run('helm', [...args, ...inNamespace]);
  return {
    ...{ major, name, namespace, chart, plane, operator: by },
    install: (set) => run('install', name, chart, '--create-namespace', ...setFlags(set)),
    upgrade: ({ set = [], phasegate }) =>
      run('upgrade', name, chart, '--reuse-values', ...setFlags(set), ...postRendererFlags(phasegate)),
    rollback: (revision) => run('rollback', name, `${revision}`),
    history: async () => JSON.parse(await stdoutOf(run('history', name, '-o', 'json'))),
    manifest: () => stdoutOf(run('get', 'manifest', name)),
    phasegate: (command, args = []) => by.run('phasegate', [command, ...inNamespace, name, ...args]),
  };
}

function setFlags(expressions: readonly string[]): string[] {
  return expressions.flatMap((expression) => ['--set', expression]);
}

function postRendererFlags(args: readonly string[] | undefined): string[] {
  if (args === undefined) return [];
  return ['--post-renderer', 'phasegate', ...args.map((arg) => `--post-renderer-args=${arg}`)];
}

/** What a program prints. Rejects with its stderr when it fails. */
export async function stdoutOf(running: Promise<Finished>): Promise<string> {
  const { status, stdout, stderr } = await running;
  if (status !== 0) throw new Error(`status ${status}\n${stderr}`);
  return stdout;
}
