import { NoAnswer } from '../../../checks/ask.ts';
import { fine, NO_CLUSTER, unanswered, unknown, worstOf, wrong } from '../../../checks/check.ts';
import { contextOf } from '../../../checks/context.ts';
import { both } from '../../../english.ts';
import { field, textOf } from '../../../live/json.ts';
import { showable } from '../../../live/problems.ts';
import { type Live, likely, type Observation, sure, type Tree } from '../../../pack.ts';
import { STACK } from '../facts/charts.ts';
import { destinationAmong } from '../read/entries.ts';
import type { PrometheusCase, PrometheusServer, PrometheusState } from '../read/facts.ts';
import { entryFor } from '../render/entry.ts';
import { isDestination } from '../render/index.ts';
import { CRD_CHECK } from '../steps/transition.ts';
import { destinationOf, type PrometheusCheck } from './asking.ts';
import { fieldsUnknownTo, schemaIn } from './crd-schema.ts';
import { CUSTOM_RESOURCES } from './custom-resource.ts';
import { treeOfYaml } from './yaml-tree.ts';

const CRDS = 'customresourcedefinitions.apiextensions.k8s.io';

/** What is to be applied, or, where nothing is, what is installed. */
const stateIn = ({ now, next = now }: PrometheusCase): PrometheusState => next;

/** The entry for the new store: the one that is written, or the one that render would add. */
async function entryOf(server: PrometheusServer, { chart, meant }: PrometheusState): Promise<Tree> {
  const written = destinationAmong(server.entries, meant);
  return written?.tree ?? treeOfYaml(JSON.stringify(entryFor(server, chart, meant)));
}

/** Applies the CRDs of a chart, which Helm installs once and never upgrades. */
function applyCrds({ chart }: PrometheusState): string {
  const version = sure(chart);
  const named = version === undefined ? '' : ` --version ${version}`;
  return `helm show crds prometheus-community/${STACK.name}${named} | kubectl apply --server-side --force-conflicts -f -`;
}

/** Whose CRD it is, as its operator notes it there. */
function shownCrd(name: string, crd: unknown): string {
  const version = textOf(field(crd, 'metadata', 'annotations', 'operator.prometheus.io/version'));
  return version === '' ? name : `${name} (operator ${showable(version)})`;
}

async function judge(server: PrometheusServer, state: PrometheusState, live: Live): Promise<Observation> {
  const { kind } = server;
  const name = CUSTOM_RESOURCES[kind];
  if (name === undefined) return unknown(`which CRD ${kind} has is not known`);
  const crd = await live.object(CRDS, name);
  const shown = shownCrd(name, crd);
  const version = likely(server.object?.at('apiVersion'))?.split('/').at(-1) ?? '';
  const remedy = `apply the CRDs of the chart, which Helm never upgrades: ${applyCrds(state)}`;
  if (schemaIn(crd, version, []) === undefined)
    return wrong(`${shown} has no version ${version} with a schema; ${remedy}`);
  const schema = schemaIn(crd, version, ['spec', 'remoteWrite']);
  const missing =
    schema === undefined
      ? ['remoteWrite']
      : fieldsUnknownTo(field(schema, 'items') ?? schema, await entryOf(server, state));
  if (missing.length > 0)
    return wrong(
      `${shown} has no ${both([...missing].toSorted())} in remoteWrite: Helm 3 lets the API server drop that, and Helm 4 fails; ${remedy}`,
    );
  return fine(`${name} has every field of the entry for the new store`);
}

/**
 * In dual the object is there, and shows itself what was dropped: who may not read CRDs, which are of the whole cluster, is
 * not held up there.
 */
function withoutRight(of: PrometheusCase, thrown: unknown): Observation {
  const isForbidden = thrown instanceof NoAnswer && thrown.problem.kind === 'forbidden';
  if (!isForbidden || sure(of.now.phase) !== 'dual') return unanswered(thrown);
  const { what, remedy } = thrown.problem;
  return {
    status: 'skipped',
    seen: `${what} ${remedy} Until then destination-entry-stands compares the object itself`,
  };
}

async function observe(of: PrometheusCase, live: Live): Promise<Observation> {
  const state = stateIn(of);
  const senders = state.components.filter((one) => one.resource !== undefined && !isDestination(one));
  if (senders.length === 0)
    return {
      status: 'skipped',
      seen: 'no custom resource holds remote_write: a ConfigMap takes every field',
    };
  if (!contextOf(live).asksCluster) return NO_CLUSTER;
  destinationOf(of);
  return worstOf(
    await Promise.all(
      senders.map((one) => judge(one, state, live).catch((thrown: unknown) => withoutRight(of, thrown))),
    ),
  );
}

export const crdHasFields: PrometheusCheck = {
  id: CRD_CHECK,
  title: 'The CRD has every field of the entry for the new store',
  phases: ['old', 'dual'],
  why: 'Helm installs CRDs once and never upgrades them: what an older one does not know, such as credentials or limits of the queue, is dropped under Helm 3 without an error, and Helm 4 fails.',
  expected: () => 'a schema with each field of the entry, where a custom resource holds it',
  command: (of) => {
    const [sender] = stateIn(of).components.filter(({ resource }) => resource !== undefined);
    const name = CUSTOM_RESOURCES[sender?.kind ?? 'Prometheus'];
    return `kubectl get ${CRDS}/${name} -o jsonpath='{.spec.versions[*].schema.openAPIV3Schema.properties.spec.properties.remoteWrite.items.properties}'`;
  },
  observe,
};
