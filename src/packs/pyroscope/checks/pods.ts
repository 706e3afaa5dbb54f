import {
  defineCheck,
  fine,
  NO_CLUSTER,
  notYet,
  type Observation,
  unknown,
  wrong,
} from '../../../checks/check.ts';
import type { LivePod } from '../../../live/cluster.ts';
import {
  ALL,
  decidesWritePath,
  isComponent,
  isInPhase,
  isV1Only,
  isV2Only,
  neededIn,
} from '../facts/components.ts';
import { hasStore, PHASES, type Phase, phaseOfArchitecture, phaseOfWritePath } from '../facts/phases.ts';
import { type CheckContext, isInCluster, kubectl } from './context.ts';

/** The components that must run: what the phase needs, and what the stored manifest names. */
function expectedComponents({ phase, mode, expectedArgs }: CheckContext): readonly string[] {
  if (mode === 'single-binary') return neededIn(phase, mode);
  const named = [...(expectedArgs?.keys() ?? [])].filter((one) => isWelcome(phase, one));
  return [...new Set([...neededIn(phase, mode), ...named])].sort();
}

const isWelcome = (phase: Phase, component: string): boolean =>
  component !== ALL && isInPhase(component, phase);

/** Whether a component of Pyroscope must not run in this phase and mode. */
function isUnwelcome({ phase, mode }: CheckContext, component: string): boolean {
  const isPart = isV1Only(component) || isV2Only(component);
  return mode === 'single-binary' ? isPart : !isWelcome(phase, component);
}

/** The pods of Pyroscope itself: charts of others, such as minio, ride along under the same release. */
export const ownPods = ({ pods, expectedArgs }: CheckContext): readonly LivePod[] =>
  pods.filter(({ component }) => isComponent(component) || expectedArgs?.has(component));

/** Every component whose pods can be asked: those that run, or where no cluster is asked those that should. */
export function componentsToAsk(context: CheckContext): readonly string[] {
  if (context.pods.length === 0) return expectedComponents(context);
  return [...new Set(ownPods(context).map(({ component }) => component))];
}

async function lookAtComponents(context: CheckContext): Promise<Observation> {
  if (!isInCluster(context)) return NO_CLUSTER;
  const pods = ownPods(context);
  const here = new Set(pods.map(({ component }) => component));
  const missing = expectedComponents(context).filter((component) => !here.has(component));
  const unwelcome = pods.filter(({ component }) => isUnwelcome(context, component));
  const waiting = pods.filter(({ ready }) => !ready);
  if (missing.length > 0) return wrong(`no pod of ${missing.join(', ')}`);
  if (unwelcome.length > 0)
    return wrong(
      `still there: ${unwelcome.map(({ name, component }) => `${name} (${component})`).join(', ')}`,
    );
  if (waiting.length > 0)
    return notYet(`not ready: ${waiting.map(({ name, phase }) => `${name} (${phase})`).join(', ')}`);
  return fine(`${pods.length} pods of ${here.size} components are Ready`);
}

export const componentsReady = defineCheck<CheckContext>({
  id: 'components-ready',
  title: 'The right components are Ready, and no others',
  phases: PHASES,
  why: 'Charts before 1.19.2 leave v1 components in place. Values for microservices without architecture.microservices.enabled deploy no v2 component.',
  expected: (context) => `Ready: ${expectedComponents(context).join(', ')}; nothing of another phase`,
  command: (context) => kubectl(context, 'get pods', ' -L app.kubernetes.io/component'),
  observe: lookAtComponents,
});

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

/** The flag of a pod that names another phase than the one to be proven. */
function strayFlag(phase: Phase, pod: LivePod): string | undefined {
  const flags = flagsOf(pod.args);
  const writePath = flags.get('write-path');
  const architecture = flags.get('architecture.storage');
  if (architecture !== undefined && phaseOfArchitecture(architecture) !== phase)
    return `${pod.name} has -architecture.storage=${architecture}`;
  if (writePath !== undefined && phaseOfWritePath(writePath) !== phase)
    return `${pod.name} has -write-path=${writePath}`;
  const takesIt = decidesWritePath(pod.component, 1);
  if (hasStore(phase, 'v2') && takesIt && writePath === undefined && architecture === undefined)
    return `${pod.name} has no -write-path`;
  return undefined;
}

async function compareArgs(context: CheckContext): Promise<Observation> {
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
  if (differing.length > 0) return notYet(`different from the stored manifest: ${differing.join('; ')}`);
  const compared = expectedArgs === undefined ? '' : ' and match the stored manifest';
  return fine(`the args of ${pods.length} pods are right for ${phase}${compared}`);
}

export const argsAgree = defineCheck<CheckContext>({
  id: 'args-agree',
  title: 'The running pods have the right args for the phase',
  phases: PHASES,
  why: 'A stuck rollout, a StatefulSet that was not restarted or a manually edited workload runs with args that differ from those Helm stored.',
  expected: ({ phase }) => `no args of a phase other than ${phase}, the same args as in the stored manifest`,
  command: (context) =>
    kubectl(
      context,
      'get pods',
      ' -o jsonpath=\'{range .items[*]}{.metadata.name}{" "}{.spec.containers[*].args}{"\\n"}{end}\'',
    ),
  observe: compareArgs,
});
