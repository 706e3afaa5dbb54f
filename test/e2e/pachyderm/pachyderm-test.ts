import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { type ControlPlane, startControlPlane } from '../kubernetes/control-plane.ts';
import { kubernetesTest } from '../kubernetes/kubernetes-test.ts';
import { freePorts } from '../tools/free-ports.ts';
import { temporaryFolder } from '../tools/paths.ts';
import { run } from '../tools/run.ts';
import { type Operator, operatorIn } from './operator.ts';
import { type Pachd, startPachd } from './pachd.ts';
import type { PachydermPrograms, Served, ServedPrograms } from './programs.ts';

/** A Kubernetes in which clusters of Pachyderm run, and who works with them. */
export interface Ground {
  readonly plane: ControlPlane;
  readonly operator: Operator;
  /** The operator's. */
  readonly folder: string;
  /** Starts the pachd that a namespace's Deployment asks for. */
  readonly start: (version: Served, namespace: Namespace) => Promise<Pachd>;
}

export const NAMESPACES = ['pach-old', 'pach-new', 'pach-else'] as const;
export type Namespace = (typeof NAMESPACES)[number];

/** Tests with real servers of Pachyderm; skipped, with the reason, where there are none. */
export const pachydermTest = kubernetesTest.extend<{ pachyderm: ServedPrograms; ground: Ground }>({
  pachyderm: async ({ skip }, use) => {
    const pachyderm = inject('pachyderm');
    if ('missing' in pachyderm) return skip(pachyderm.missing);
    await use(pachyderm.program);
  },
  ground: async ({ kubernetes, pachyderm, skip }, use) => {
    // The runbook asks for it.
    const jq = await run('jq', ['--version']).catch(() => undefined);
    if (jq === undefined) return skip('no jq here');
    const folder = await temporaryFolder();
    const ports = await freePorts(NAMESPACES.length);
    const forwards = NAMESPACES.map((namespace, index) => ({ namespace, forwardTo: ports[index] ?? 0 }));
    const plane = await startControlPlane(kubernetes, forwards);
    const running: Pachd[] = [];
    const pachctls = Object.entries(pachyderm).map(([version, { pachctl }]) => [
      `pachctl-${version}`,
      pachctl,
    ]);
    const operator = await operatorIn(folder, plane.kubeconfig, {
      kubectl: plane.kubectlProgram,
      ...Object.fromEntries(pachctls),
    });
    const servers = join(folder, 'servers');
    await mkdir(servers);
    const start: Ground['start'] = async (version, namespace) => {
      const port = forwards.find((one) => one.namespace === namespace)?.forwardTo ?? 0;
      const place = { plane, etcd: kubernetes.etcd, namespace, port, folder: servers };
      const pachd = await startPachd(programsOf(pachyderm, version), place);
      running.push(pachd);
      return pachd;
    };
    await use({ plane, operator, folder, start });
    operator.leave();
    for (const pachd of running) await pachd.stop();
    await plane.stop();
  },
});

function programsOf(pachyderm: ServedPrograms, version: Served): PachydermPrograms {
  const programs = pachyderm[version];
  if (programs === undefined) throw new Error(`pachd ${version} is not among the programs of this suite`);
  return programs;
}
