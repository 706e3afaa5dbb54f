import { fine, NO_CLUSTER, notYet, wrong } from '../../../checks/check.ts';
import { contextOf } from '../../../checks/context.ts';
import { noPod } from '../../../checks/metrics.ts';
import { both, counted } from '../../../english.ts';
import type { LivePod } from '../../../live/cluster.ts';
import { type Live, likely, type Observation } from '../../../pack.ts';
import {
  ALL,
  decidesWritePath,
  isComponent,
  isInPhase,
  isV1Only,
  isV2Only,
  neededIn,
} from '../facts/components.ts';
import {
  hasStore,
  PHASES,
  type PyroscopePhase,
  phaseOfArchitecture,
  phaseOfWritePath,
} from '../facts/phases.ts';
import { componentOf, namesOf, type PyroscopeCase } from '../read/facts.ts';
import { isSingleBinary, kubectl, type PyroscopeCheck, phaseToProve } from './asking.ts';

/** The components that must run: what the phase needs, and what the stored manifest names. */
function expectedComponents(of: PyroscopeCase): readonly string[] {
  const phase = phaseToProve(of);
  if (isSingleBinary(of)) return neededIn(phase, 'single-binary');
  const named = of.now.components.map(({ name }) => name).filter((one) => isWelcome(phase, one));
  return [...new Set([...neededIn(phase, 'microservices'), ...named])].sort();
}

const isWelcome = (phase: PyroscopePhase, component: string): boolean =>
  component !== ALL && isInPhase(component, phase);

/** Whether a component of Pyroscope must not run in this phase and mode. */
function isUnwelcome(of: PyroscopeCase, component: string): boolean {
  const isPart = isV1Only(component) || isV2Only(component);
  return isSingleBinary(of) ? isPart : !isWelcome(phaseToProve(of), component);
}

/** The pods of Pyroscope itself: charts of others, such as minio, ride along under the same release. */
export const ownPods = ({ now }: PyroscopeCase, { pods }: Live): readonly LivePod[] =>
  pods.filter(({ component }) => isComponent(component) || componentOf(now, component) !== undefined);

/** Every component whose pods can be asked: those that run, or where no cluster is asked those that should. */
export function componentsToAsk(of: PyroscopeCase, live: Live): readonly string[] {
  if (live.pods.length === 0) return expectedComponents(of);
  return [...new Set(ownPods(of, live).map(({ component }) => component))];
}

async function lookAtComponents(of: PyroscopeCase, live: Live): Promise<Observation> {
  if (!contextOf(live).asksCluster) return NO_CLUSTER;
  const pods = ownPods(of, live);
  const here = new Set(pods.map(({ component }) => component));
  const missing = expectedComponents(of).filter((component) => !here.has(component));
  const unwelcome = pods.filter(({ component }) => isUnwelcome(of, component));
  const waiting = pods.filter(({ ready }) => !ready);
  if (missing.length > 0) return wrong(`no pod of ${both(missing.map((name) => namesOf([{ name }])))}`);
  if (unwelcome.length > 0)
    return wrong(
      `still there: ${unwelcome.map(({ name, component }) => `${name} (${component})`).join(', ')}`,
    );
  if (waiting.length > 0)
    return notYet(`not ready: ${waiting.map(({ name, phase }) => `${name} (${phase})`).join(', ')}`);
  return fine(`Ready: ${counted(pods.length, 'pod')} of ${counted(here.size, 'component')}`);
}

export const componentsReady: PyroscopeCheck = {
  id: 'components-ready',
  title: 'The right components are Ready, and no others',
  phases: PHASES,
  why: 'Charts before 1.19.2 leave v1 components in place. Values for microservices without architecture.microservices.enabled deploy no v2 component.',
  expected: (of) => `Ready: ${expectedComponents(of).join(', ')}; nothing of another phase`,
  command: (_, live) => kubectl(live, 'get pods', ' -L app.kubernetes.io/component'),
  observe: lookAtComponents,
};

const FLAG = /^--?([^=\s]+)(?:=(.*))?$/s;

/** Flags by name, `true` where one has no value; of a flag that is given twice the last one counts, as for the server. */
function flagsOf(args: readonly string[]): Map<string, string> {
  const flags = new Map<string, string>();
  for (const arg of args) {
    const match = FLAG.exec(arg);
    if (match !== null) flags.set(match[1] ?? '', match[2] || 'true');
  }
  return flags;
}

/** What a pod's args have otherwise than the stored manifest; the values themselves may be secret and stay out. */
export function disagreements({ now }: PyroscopeCase, pod: LivePod): readonly string[] {
  const stored = componentOf(now, pod.component);
  if (stored === undefined) return [];
  const wanted = new Map(
    Object.entries(stored.flags).map(([name, value]) => [name, likely(value) || 'true']),
  );
  const running = flagsOf(pod.args);
  const names = new Set([...wanted.keys(), ...running.keys()]);
  return [...names].filter((name) => wanted.get(name) !== running.get(name)).map((name) => `-${name}`);
}

/** The flag of a pod that names another phase than the one to be proven. */
function strayFlag(phase: PyroscopePhase, pod: LivePod): string | undefined {
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

async function compareArgs(of: PyroscopeCase, live: Live): Promise<Observation> {
  if (!contextOf(live).asksCluster) return NO_CLUSTER;
  const phase = phaseToProve(of);
  const pods = ownPods(of, live);
  if (pods.length === 0) throw noPod(live);
  const strays = pods.flatMap((pod) => strayFlag(phase, pod) ?? []);
  if (strays.length > 0) return wrong(strays.join('; '));
  const differing = pods.flatMap((pod) => {
    const flags = disagreements(of, pod);
    return flags.length === 0 ? [] : [`${pod.name}: ${flags.join(' ')}`];
  });
  if (differing.length > 0) return notYet(`different from the stored manifest: ${differing.join('; ')}`);
  const compared = of.now.components.length === 0 ? '' : ' and match the stored manifest';
  return fine(`the args of ${counted(pods.length, 'pod')} are right for ${phase}${compared}`);
}

export const argsAgree: PyroscopeCheck = {
  id: 'args-agree',
  title: 'The running pods have the right args for the phase',
  phases: PHASES,
  why: 'A stuck rollout, a StatefulSet that was not restarted or a manually edited workload runs with args that differ from those Helm stored.',
  expected: (of) =>
    `no args of a phase other than ${phaseToProve(of)}, the same args as in the stored manifest`,
  command: (_, live) =>
    kubectl(
      live,
      'get pods',
      ' -o jsonpath=\'{range .items[*]}{.metadata.name}{" "}{.spec.containers[*].args}{"\\n"}{end}\'',
    ),
  observe: compareArgs,
};
