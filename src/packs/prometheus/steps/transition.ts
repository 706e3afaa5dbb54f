import {
  type Case,
  likely,
  type Path,
  type StepKind,
  sure,
  type Transition,
  type Tree,
} from '../../../pack.ts';
import { type PrometheusPhase, skipsDual } from '../facts/phases.ts';
import type { PrometheusFacts, PrometheusServer, PrometheusState } from '../read/facts.ts';
import { isDestination } from '../render/index.ts';

type Pair = Transition & { readonly consequences: readonly string[] };

/**
 * The overlap. A day holds every nightly job and a dozen compactions of the new store, in which acknowledged samples were
 * seen to vanish (audit P-1), and gives an operator or a GitOps tool time to put the object back (audit P-57). Until it is
 * over, the way back costs nothing: the old store misses no sample.
 */
const OVERLAP = 24 * 3_600_000;

const READERS =
  'whatever still queries the old store sees no sample from this upgrade on: point Grafana, remote_read and the rules of other servers at the new store first';

const same: Pair = { consequences: [], back: 'the phase does not change, so there is nothing to undo' };

/** What each step does to the stores. That dual must not be left out is a rule. */
export const TRANSITIONS: Readonly<Record<PrometheusPhase, Readonly<Record<PrometheusPhase, Pair>>>> = {
  old: {
    old: same,
    dual: {
      consequences: [
        'from the reload on, both stores get every sample; the new store has nothing from before until phasegate backfill copies it',
      ],
      back: 'back in old, no sample of the old store is missing. The new store misses what comes from then on, and a second dual needs another backfill',
    },
    new: {
      isReversible: false,
      consequences: [
        'the new store has nothing from before this upgrade, and the old store gets nothing from it on',
        READERS,
      ],
      back: 'going back, the old store misses what was written only to the new one',
    },
  },
  dual: {
    old: {
      consequences: [
        'the new store gets nothing from this upgrade on; what it has stays there, and nothing deletes it',
      ],
      back: 'a second dual leaves a hole in the new store from now until then, which another backfill fills',
    },
    dual: same,
    new: {
      isReversible: false,
      soakMs: OVERLAP,
      verified: true,
      consequences: ['the old store gets nothing from this upgrade on', READERS],
      back: 'going back to dual, the old store misses every sample from this upgrade until then; phasegate backfill can copy them from the new store',
    },
  },
  new: {
    old: {
      isReversible: false,
      consequences: [
        'the old store misses what was written only to the new one, and the new store gets nothing from this upgrade on',
      ],
      back: 'going back to new, the new store misses what comes until then',
    },
    dual: {
      consequences: [
        'from the reload on, both stores get every sample again; the old store misses what was written only to the new one',
      ],
      back: 'back in new, no sample of the new store is missing',
    },
    new: same,
  },
};

/** How the API server holds a step. */
export function stepKind(from: PrometheusPhase, to: PrometheusPhase): StepKind {
  if (skipsDual(from, to)) return 'never';
  return TRANSITIONS[from][to].verified ? 'proof' : 'free';
}

/**
 * Fields of the custom resource that the operator writes into the configuration alone: Prometheus reloads it, and the pods
 * stay (audit P-62). A field that is not here may restart them.
 */
const RELOADED: ReadonlySet<string> = new Set([
  ...['remoteWrite', 'remoteRead', 'externalLabels', 'replicaExternalLabelName'],
  ...['prometheusExternalLabelName', 'tsdb', 'scrapeInterval', 'scrapeTimeout', 'evaluationInterval'],
  ...['alerting', 'additionalScrapeConfigs', 'ruleSelector', 'ruleNamespaceSelector'],
  ...['serviceMonitorSelector', 'serviceMonitorNamespaceSelector', 'podMonitorSelector'],
  ...['podMonitorNamespaceSelector', 'probeSelector', 'probeNamespaceSelector', 'scrapeConfigSelector'],
  'scrapeConfigNamespaceSelector',
]);

/** What a tree says, for a comparison. */
export function contentOf(
  tree: Tree,
  path: Path,
  isLeftOut: (key: string) => boolean = () => false,
): unknown {
  const type = tree.type(...path);
  if (type !== 'map' && type !== 'list') return likely(tree.at(...path)) ?? null;
  return tree
    .keys(...path)
    .filter((key) => !isLeftOut(String(key)))
    .map((key) => [key, contentOf(tree, [...path, key])]);
}

/** What a pod is made from. */
function templateOf({ resource, object, flags, server, replicas, shards }: PrometheusServer): string {
  if (resource) return JSON.stringify(contentOf(resource, [], (key) => RELOADED.has(key)));
  const made = object
    ? ['replicas', 'template', 'volumeClaimTemplates'].map((key) => contentOf(object, ['spec', key]))
    : Object.entries(flags).map(([name, value]) => [name, likely(value)]);
  return JSON.stringify([made, likely(server), likely(replicas), likely(shards)]);
}

/** Whether a step starts a pod anew: what is queued in it is flushed for a minute, and then lost (audit P-43). */
export function restartsPods(before: PrometheusState, now: PrometheusState): boolean {
  // A release may have several, which are all called prometheus, or all server.
  const nameOf = ({ name, object }: PrometheusServer): string => object?.name ?? name;
  const after = new Map(now.components.map((one) => [nameOf(one), templateOf(one)]));
  return before.components.some((one) => after.get(nameOf(one)) !== templateOf(one));
}

/**
 * An added entry loses nothing of what is queued (audit P-44), so that the queues do not matter to it; whether the API server
 * takes all of it does (audit P-57).
 */
export const CRD_CHECK = 'crd-has-fields';

const isCustom = ({ components }: PrometheusState): boolean =>
  components.some((one) => one.resource !== undefined && !isDestination(one));

const RESTART =
  'the step starts the pods anew: samples that a store has not taken within a minute of the stop are lost to it, and no counter shows it';

const NOTHING_INSTALLED: Transition = {};

/** What a step does, and what it needs. */
export function transition({
  now,
  before,
}: Case<PrometheusFacts> & { readonly before: PrometheusState }): Transition {
  const [from, to] = [sure(before.phase), sure(now.phase)];
  if (from === undefined || to === undefined) return NOTHING_INSTALLED;
  const pair = TRANSITIONS[from][to];
  if (!restartsPods(before, now))
    return { ...pair, ...(from === 'old' && to === 'dual' && isCustom(now) && { verified: [CRD_CHECK] }) };
  // Outside of dual the checks ask for queues that keep up, and in old for the CRD. The way back out of dual needs no proof.
  const asksQueues = from !== to && from !== 'dual';
  return {
    ...pair,
    ...(asksQueues && { verified: true }),
    consequences: [...pair.consequences, RESTART],
  };
}
