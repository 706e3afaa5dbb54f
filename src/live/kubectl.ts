import { err, ok } from '../result.ts';
import { type Cluster, kubectlFlags, type LiveClaim, type LivePod, type PodsByLabel } from './cluster.ts';
import { isReleaseName } from './helm.ts';
import { field, readJson, unexpectedAnswer } from './json.ts';
import { type MainContainer, type ReadPod, readClaim, readPod } from './pods.ts';
import { type AsyncResult, type ClusterQuestion, noSuchName, runProblem } from './problems.ts';
import { type LiveSetup, runProgram } from './run-program.ts';
import { type LiveWorkloads, readWorkloads } from './workloads.ts';

const INSTANCE_LABEL = 'app.kubernetes.io/instance';

/** What only the API server knows: pods, claims, logs, and what stood beside Helm's history. */
export function kubectlCluster(
  setup: LiveSetup,
): Pick<Cluster, 'pods' | 'claims' | 'logs' | 'object' | 'workloads' | 'guards'> {
  const containers = new Map<string, string>();
  return {
    pods: async (instance, isMain, others = []) => {
      const read = await readPods(setup, instance, isMain, others);
      if (!read.ok) return read;
      for (const { pod, container } of read.value) containers.set(pod.name, container);
      return ok(read.value.map(({ pod }) => pod));
    },
    claims: (instance, pods) => readClaims(setup, instance, pods),
    workloads: (instance) => askWorkloads(setup, instance),
    logs: (pod, tailLines) => readLogs(setup, pod, tailLines, containers.get(pod)),
    object: (resource, name) => getObject(setup, resource, name),
    guards: () => listItems(setup, GUARDS, ['--selector=app.kubernetes.io/managed-by=phasegate']),
  };
}

async function readPods(
  setup: LiveSetup,
  instance: string,
  isMain: MainContainer | undefined,
  others: readonly PodsByLabel[],
): AsyncResult<readonly ReadPod[]> {
  const items = await listOfRelease(setup, 'pods', instance);
  if (!items.ok) return items;
  const read = items.value.map((item) => readPod(item, isMain));
  for (const { selector, component } of others) {
    const more = await listItems(setup, 'pods', [`--selector=${selector}`]);
    if (!more.ok) return more;
    const names = new Set(read.map(({ pod }) => pod.name));
    const found = more.value.map((item) => readPod(item, isMain)).filter(({ pod }) => !names.has(pod.name));
    read.push(...found.map((one) => ({ ...one, pod: { ...one.pod, component } })));
  }
  return ok(read);
}

/** Claims that carry the release's label, and those that its pods name: an existing claim carries no label. */
async function readClaims(
  setup: LiveSetup,
  instance: string,
  pods: readonly Pick<LivePod, 'claims'>[],
): AsyncResult<readonly LiveClaim[]> {
  const items = await listItems(setup, 'persistentvolumeclaims', []);
  if (!items.ok) return items;
  const named = new Set(pods.flatMap(({ claims }) => claims));
  const isOurs = (item: unknown): boolean =>
    field(item, 'metadata', 'labels', INSTANCE_LABEL) === instance || named.has(readClaim(item).name);
  return ok(items.value.filter(isOurs).map(readClaim));
}

/** One question for all kinds: what they tell belongs to one moment. */
const WORKLOADS = 'statefulsets,deployments,controllerrevisions,replicasets,pods';

const GUARDS = 'validatingadmissionpolicies,validatingadmissionpolicybindings';

async function askWorkloads(setup: LiveSetup, instance: string): AsyncResult<LiveWorkloads> {
  const items = await listOfRelease(setup, WORKLOADS, instance, '--show-managed-fields');
  return items.ok ? ok(readWorkloads(items.value)) : items;
}

/** What carries the release's label; ControllerRevisions and ReplicaSets have the labels of the pods that they are for. */
async function listOfRelease(
  setup: LiveSetup,
  resource: 'pods' | typeof WORKLOADS,
  instance: string,
  ...flags: readonly string[]
): AsyncResult<readonly unknown[]> {
  // A name with a comma would be another selector.
  if (!isReleaseName(instance)) return err(noSuchName(instance));
  return listItems(setup, resource, [`--selector=${INSTANCE_LABEL}=${instance}`, ...flags]);
}

async function listItems(
  setup: LiveSetup,
  resource: 'pods' | 'persistentvolumeclaims' | typeof WORKLOADS | typeof GUARDS,
  flags: readonly string[],
): AsyncResult<readonly unknown[]> {
  const args = [resource, ...flags, '--output=json'];
  const question = `kubectl get ${args.join(' ')}`;
  const answer = await askKubectl(setup, { verb: 'get', args });
  if (!answer.ok) return answer;
  const json = readJson(answer.value, question);
  if (!json.ok) return json;
  const items = field(json.value, 'items');
  return Array.isArray(items) ? ok(items) : err(unexpectedAnswer(question, 'printed no list'));
}

/** One object by its name, as JSON. */
export async function getObject(setup: LiveSetup, resource: string, name: string): AsyncResult<unknown> {
  const args = [`${resource}/${name}`, '--output=json'];
  const answer = await askKubectl(setup, { verb: 'get', args });
  return answer.ok ? readJson(answer.value, `kubectl get ${args.join(' ')}`) : answer;
}

/** Beside a sidecar, kubectl would take the pod's first container: the one that `pods` found is named. */
const readLogs = (
  setup: LiveSetup,
  pod: string,
  tailLines: number,
  container?: string,
): AsyncResult<string> =>
  askKubectl(setup, {
    verb: 'logs',
    args: [
      `pod/${pod}`,
      `--tail=${tailLines}`,
      ...(container === undefined ? [] : [`--container=${container}`]),
    ],
  });

/** What kubectl is asked; `port-forward` is the third and last verb (port-forward.ts). */
interface KubectlQuestion {
  readonly verb: 'get' | 'logs';
  readonly args: readonly string[];
}

/** kubectl's own limit comes first, because its error says more than a killed program. */
const LONGER_THAN_A_REQUEST = 1_000;

/** Runs kubectl and gives what it prints. */
async function askKubectl(setup: LiveSetup, question: KubectlQuestion): AsyncResult<string> {
  const { address, children, timeout, programs } = setup;
  const limit = `--request-timeout=${timeout}ms`;
  const args = [question.verb, ...question.args, ...kubectlFlags(address), limit];
  const ran = await runProgram(
    { program: programs.kubectl, args, timeout: timeout + LONGER_THAN_A_REQUEST },
    children,
  );
  return ran.ok ? ran : err(runProblem(ran.error, askedOf(setup, question.verb, question.args)));
}

export const askedOf = (
  { programs, address }: LiveSetup,
  verb: string,
  args: readonly string[],
): ClusterQuestion => ({
  program: 'kubectl',
  path: programs.kubectl,
  question: ['kubectl', verb, ...args].join(' '),
  address,
});
