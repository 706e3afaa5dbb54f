import {
  type Component,
  type Facts,
  type Known,
  likely,
  type Place,
  type Rule,
  ruleFor,
  type State,
} from '../pack.ts';
import { surelyDiffer } from './settings.ts';

/** One thing that both say. */
interface Part {
  /** `the phase`, `the bucket of v1 and v2`. */
  readonly names: string;
  readonly is: Known<string>;
  readonly was: Known<string>;
}

/** What both sides say, and the installed revision for sure; what is the same in several stores is one part. */
function comparedParts(running: State, installed: State): readonly Part[] {
  const parts = new Map<string, Part & { readonly stores: string[] }>();
  for (const [store, said] of Object.entries(running.stores))
    for (const [part, is] of Object.entries(said)) {
      const was = installed.stores[store]?.[part];
      // A server prints what it runs with: a default is what a pack takes for granted where the page says nothing.
      if (!was?.sure || is.by === 'default') continue;
      const key = JSON.stringify([part, is.sure ? is.value : is.why, was.value]);
      const stores = [...(parts.get(key)?.stores ?? []), store];
      parts.set(key, { names: `the ${part} of ${stores.join(' and ')}`, is, was, stores });
    }
  const phase = { names: 'the phase', is: running.phase, was: installed.phase };
  return [...(installed.phase.sure ? [phase] : []), ...parts.values()];
}

/** The workload of a pod: its name begins with that of the workload, and may with that of a shorter one as well. */
function workloadOf(place: Place | undefined, components: readonly Component[]): string | undefined {
  const pod = place?.in === 'server' ? place.pod : '';
  const [found] = components
    .flatMap(({ object }) => object ?? [])
    .filter(({ name }) => pod.startsWith(`${name}-`))
    .toSorted((one, other) => other.name.length - one.name.length);
  return found && `${found.kind.toLowerCase()}/${found.name}`;
}

function fixFor(place: Place | undefined, { components, release, namespace }: State): string {
  const [name, inNamespace] = [likely(release), likely(namespace)];
  const where = inNamespace === undefined ? '' : ` -n ${inNamespace}`;
  const what =
    workloadOf(place, components) ?? `deployment,statefulset -l app.kubernetes.io/instance=${name}`;
  return `restart the pods if they have not been since the last upgrade: kubectl rollout restart${where} ${what}; if an object was edited, run helm upgrade${where} ${name} again with the same chart and values (Helm 4 needs --force-conflicts)`;
}

/** For every pack that reads its servers: the phase, and each part of a store that both sides are sure of. */
export const runningDiffers: Rule = ruleFor<Facts>()({
  id: 'running-differs',
  severity: 'error',
  needs: ['running'],
  refusesSteps: true,
  yieldsTo: 'gate-override',
  summary: 'the servers do not run with what the installed revision says',
  why: 'The next restart puts the installed revision into effect, and what was written elsewhere until then is no longer found.',
  details: `verify and the gate ask the servers for their configuration and compare the phase and the stores with the manifest that
Helm keeps of the installed revision. They differ where an object was edited with kubectl, or where the pods were not
restarted since an upgrade that only changed a ConfigMap. Values that are only written differently are the same, and
what the manifest does not say for sure is not compared. What the pods contradict each other in, or do not answer, is not
proven: a warning, which keeps the gate closed all the same. Within three minutes of a start or an upgrade the servers may
still get there.

Helm 3 undoes an edit at the next upgrade. Helm 4 refuses the upgrade with a conflict until you give \`--force-conflicts\`.`,
  sources: ['server 1.21.0, started', 'Helm 3 and 4 on Kubernetes 1.35, upgraded after an edit'],
  bad: [],
  judge({ now, before, running }, report) {
    const installed = before ?? now;
    for (const { names, is, was } of comparedParts(running, installed)) {
      if (!is.sure) {
        const fix = 'make sure that every pod is up, answers and runs the same';
        const why = 'Nothing proves that they run with the installed revision.';
        report({ at: is, what: `${names} cannot be read off the running servers`, why, fix });
      } else if (surelyDiffer(is, was))
        report({
          at: is,
          what: `${names} is ${is.value || 'none'} on the running servers, and ${likely(was) || 'none'} in the installed revision`,
          fix: fixFor(is.place, installed),
        });
    }
  },
});
