import {
  type Case,
  type Component,
  type Facts,
  type Known,
  likely,
  type Place,
  type Rule,
  ruleFor,
  type State,
  unsure,
} from '../pack.ts';
import { redactLine } from '../redaction.ts';
import { surelyDiffer } from './settings.ts';

/** One thing that both say. */
interface Part {
  /** `the phase`, `the bucket of v1 and v2`. */
  readonly names: string;
  readonly is: Known<string>;
  readonly was: Known<string>;
}

const UNSAID = 'the servers do not say it';

/** Whether a part is not to be compared. @param was what the installed revision says of it */
type IsLeftOut = (part: string, was: Known<string>) => boolean;

/** Whether the servers are surely in another phase: then they have other stores, and the phase says it all. */
const isElsewhere = (running: State, installed: State): boolean =>
  surelyDiffer(running.phase, installed.phase);

/** What the installed revision says for sure, beside what runs; what is the same in several stores is one part. */
function comparedParts(running: State, installed: State, isLeftOut: IsLeftOut): readonly Part[] {
  const parts = new Map<string, Part & { readonly stores: string[] }>();
  for (const [store, said] of Object.entries(installed.stores)) {
    const there = running.stores[store];
    if (there === undefined && isElsewhere(running, installed)) continue;
    for (const [part, was] of Object.entries(said)) {
      const shown = there?.[part];
      // A server prints what it runs with: a default is what a pack takes for granted where the page says nothing.
      const is = shown === undefined || shown.by === 'default' ? unsure<string>(UNSAID) : shown;
      if (!was.sure || (was.by === 'default' && !is.sure) || isLeftOut(part, was)) continue;
      const key = JSON.stringify([part, is.sure ? is.value : is.why, was.value]);
      const stores = [...(parts.get(key)?.stores ?? []), store];
      parts.set(key, { names: `the ${part} of ${stores.join(' and ')}`, is, was, stores });
    }
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

const ofRelease = ({ release }: State): string => `-l app.kubernetes.io/instance=${likely(release)}`;

/** `-n prod --context blue`, for kubectl. */
const whereIs = ({ namespace, kubeContext }: NonNullable<Case['cluster']>): string =>
  `-n ${namespace}${kubeContext === undefined ? '' : ` --context ${kubeContext}`}`;

/** A restart is not the first thing to do: it drops what was written to where the servers are now. */
function fixFor(place: Place | undefined, installed: State, where: string): string {
  const what = workloadOf(place, installed.components) ?? `deployment,statefulset ${ofRelease(installed)}`;
  return `find out first where the data was written since: to keep what runs, put it into the values and upgrade with them; only if nothing was written there, restart (kubectl rollout restart ${where} ${what}), or where an object was edited, upgrade again with the same chart and values (Helm 4 needs --force-conflicts); then wait the soak once more`;
}

const inQuotes = (text: string | undefined): string => (text ? JSON.stringify(redactLine(text)) : 'empty');

export const runningDiffersIn = (isLeftOut: IsLeftOut = () => false): Rule =>
  ruleFor<Facts>()({
    id: 'running-differs',
    severity: 'error',
    needs: ['running'],
    refusesSteps: true,
    yieldsTo: 'gate-override',
    summary: 'the servers do not run with what the installed revision says',
    why: 'The next restart puts the installed revision into effect, and what was written elsewhere until then is no longer found.',
    details: `verify and the gate ask the servers for their configuration and compare the phase and the stores with the manifest that
Helm keeps of the installed revision. They differ where an object was edited with kubectl, or where the pods were not
restarted since an upgrade that only changed a ConfigMap. What the manifest does not say for sure is not compared. What the
pods contradict each other in, do not say or do not answer is not proven: a warning, which keeps the gate closed all the
same. Within three minutes of a start or an upgrade the servers may still get there.

Find out where the data was written before you change anything: a restart puts the installed revision into effect, and what
was written elsewhere until then is no longer found.

Helm 3 undoes an edit at the next upgrade. Helm 4 refuses the upgrade with a conflict until you give \`--force-conflicts\`.`,
    sources: ['server 1.21.0, started', 'Helm 3 and 4 on Kubernetes 1.35, upgraded after an edit'],
    bad: [],
    judge({ now, before, running, cluster }, report) {
      const installed = before ?? now;
      const where = whereIs(cluster ?? { namespace: likely(installed.namespace) ?? '<namespace>' });
      for (const { names, is, was } of comparedParts(running, installed, isLeftOut)) {
        if (!is.sure) {
          const fix = `make sure that every pod is up, answers and runs the same: kubectl get pods ${where} ${ofRelease(installed)}`;
          const why = `Nothing proves that they run with the installed revision: ${is.why}.`;
          report({
            at: is,
            severity: 'warning',
            what: `${names} cannot be read off the running servers`,
            why,
            fix,
          });
        } else if (surelyDiffer(is, was))
          report({
            at: is,
            what: `${names} is ${inQuotes(is.value)} on the running servers, and ${inQuotes(likely(was))} in the installed revision`,
            fix: fixFor(is.place, installed, where),
          });
      }
    },
  });
