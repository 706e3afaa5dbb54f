import type { LivePod } from '../../../live/cluster.ts';
import { PHASES, type Phase } from '../phases.ts';
import type { CheckContext, Observation } from './check.ts';
import { kubectl } from './commands.ts';
import { defineCheck } from './define-check.ts';
import { ownPods } from './expected-components.ts';
import { fine, NO_CLUSTER, notYet, unknown, wrong } from './observation.ts';
import { isInCluster } from './places.ts';

const FLAG = /^--?([^=\s]+)(?:=(.*))?$/s;

/** Flags by name; of a flag that is given twice the last one counts, as for the server. */
function flagsOf(args: readonly string[]): Map<string, string> {
  const flags = new Map<string, string>();
  for (const arg of args) {
    const match = FLAG.exec(arg);
    if (match !== null) flags.set(match[1] ?? '', match[2] ?? 'true');
  }
  return flags;
}

/** What a pod's args have otherwise than the stored manifest; the values themselves may be secret and stay out. */
export function disagreements({ expectedArgs }: CheckContext, pod: LivePod): readonly string[] {
  const expected = expectedArgs?.get(pod.component);
  if (expected === undefined) return [];
  const [wanted, running] = [flagsOf(expected), flagsOf(pod.args)];
  const names = new Set([...wanted.keys(), ...running.keys()]);
  return [...names].filter((name) => wanted.get(name) !== running.get(name)).map((name) => `-${name}`);
}

const WRITE_PATHS: Readonly<Record<string, Phase>> = {
  ingester: 'v1',
  combined: 'dual',
  'segment-writer': 'v2',
};
const ARCHITECTURES: Readonly<Record<string, Phase>> = { v1: 'v1', 'v1-v2-dual': 'dual', v2: 'v2' };

/** The flag of a pod that names another phase than the one to be proven. */
function strayFlag(phase: Phase, pod: LivePod): string | undefined {
  const flags = flagsOf(pod.args);
  const writePath = flags.get('write-path');
  const architecture = flags.get('architecture.storage');
  if (architecture !== undefined && ARCHITECTURES[architecture] !== phase)
    return `${pod.name} has -architecture.storage=${architecture}`;
  if (writePath !== undefined && WRITE_PATHS[writePath] !== phase)
    return `${pod.name} has -write-path=${writePath}`;
  const takesIt = pod.component === 'all' || pod.component === 'distributor';
  if (phase !== 'v1' && takesIt && writePath === undefined && architecture === undefined)
    return `${pod.name} has no -write-path`;
  return undefined;
}

async function observe(context: CheckContext): Promise<Observation> {
  if (!isInCluster(context)) return NO_CLUSTER;
  const { phase, expectedArgs } = context;
  const pods = ownPods(context);
  if (pods.length === 0) return unknown('the release has no pods');
  const strays = pods.flatMap((pod) => strayFlag(phase, pod) ?? []);
  if (strays.length > 0) return wrong(strays.join('; '));
  const differing = pods.flatMap((pod) => {
    const flags = disagreements(context, pod);
    return flags.length === 0 ? [] : [`${pod.name}: ${flags.join(' ')}`];
  });
  if (differing.length > 0) return notYet(`other than the stored manifest: ${differing.join('; ')}`);
  const compared = expectedArgs === undefined ? '' : ', and are those of the stored manifest';
  return fine(`the args of ${pods.length} pods fit ${phase}${compared}`);
}

export const argsAgree = defineCheck({
  id: 'args-agree',
  title: 'The running pods have the args of the phase',
  phases: PHASES,
  why: 'A rollout that hangs, a StatefulSet that was not restarted or a hand-edited workload runs with other args than Helm stored.',
  expected: ({ phase }) => `no arg of another phase than ${phase}, the same args as in the stored manifest`,
  command: (context) =>
    kubectl(
      context,
      'get pods',
      ' -o jsonpath=\'{range .items[*]}{.metadata.name}{" "}{.spec.containers[*].args}{"\\n"}{end}\'',
    ),
  observe,
});
