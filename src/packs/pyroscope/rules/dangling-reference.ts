import { type ManifestObject, type Place, ruleFor, sure } from '../../../pack.ts';
import { labelsOfPods, referencesOf, selectionsOf } from '../../../release/references.ts';
import { EXAMPLE_CHART } from '../facts/charts.ts';
import type { PyroscopeFacts } from '../read/facts.ts';
import { serviceInstead } from '../read/manifests.ts';
import { each, head, manifests, PHASE_FLAGS_2 } from './examples.ts';

const COMPONENT = 'app.kubernetes.io/component';
const isWorkload = ({ kind, labels }: ManifestObject): boolean =>
  (kind === 'Deployment' || kind === 'StatefulSet') && labels[COMPONENT] !== undefined;

const dual = (...documents: readonly string[]): string => {
  const names = ['ingester', 'querier', 'distributor', 'query-frontend', 'metastore', 'segment-writer'];
  return manifests(EXAMPLE_CHART, {
    components: each([...names, 'query-backend'], { args: PHASE_FLAGS_2.dual }),
    documents,
  });
};
const ingester = head('Service', 'pyroscope-ingester', '2.2.1', 'ingester');
const own = (kind: string, spec: string): string => `${head(kind, 'profiles', '2.2.1')}spec:\n${spec}`;
const foreign = (kind: string, spec: string, namespace = 'default'): string =>
  `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: profiles\n  namespace: ${namespace}\nspec:\n${spec}`;
const toIngester = '  defaultBackend:\n    service:\n      name: pyroscope-ingester\n';
const scalesIngester = '  scaleTargetRef:\n    kind: StatefulSet\n    name: pyroscope-ingester\n';
const selects = (instance: string): string =>
  `  selector:\n    matchLabels:\n      app.kubernetes.io/component: ingester\n      app.kubernetes.io/instance: ${instance}\n`;
const asked = { phase: 'v2' };

/** Where an object points at what is dropped, and what that is, in words. */
interface Lost {
  readonly at: Place | undefined;
  readonly target: string;
  /** The Service to take instead. */
  readonly instead: string | undefined;
}

/** What a phase takes out of a release, as objects point at it. */
class Dropped {
  private readonly named: ReadonlyMap<string, ManifestObject>;

  constructor(
    private readonly gone: readonly ManifestObject[],
    private readonly own: readonly ManifestObject[],
    /** Looked through where something seems lost. */
    private readonly staying: () => readonly ManifestObject[],
    private readonly namespace: string,
  ) {
    this.named = new Map(gone.map((object) => [`${object.kind}/${object.name}`, object] as const));
  }

  private referred(object: ManifestObject, home: string): Lost | undefined {
    for (const { kind, name, namespace, at } of referencesOf(object)) {
      const to = this.named.get(`${kind}/${name}`);
      if (!to || (namespace || home) !== this.namespace) continue;
      const staying = this.staying();
      if (staying.some((one) => one.kind === kind && one.name === name)) continue;
      return { at: at.place, target: `${kind}/${name}`, instead: serviceInstead(to, staying) };
    }
    return undefined;
  }

  /** Only where nothing that stays is selected as well. */
  private selected(object: ManifestObject, home: string): Lost | undefined {
    for (const { of, namespaces, matches, at } of selectionsOf(object)) {
      const isHere =
        namespaces === 'own'
          ? home === this.namespace
          : namespaces === 'any' || namespaces.includes(this.namespace);
      if (!isHere) continue;
      const isMeant = (one: ManifestObject): boolean =>
        of === 'Service'
          ? one.kind === 'Service' && matches(one.labels)
          : isWorkload(one) && matches(labelsOfPods(one));
      const first = this.gone.find(isMeant);
      if (!first || this.staysAny(isMeant)) continue;
      const target = `${of === 'Pod' ? 'the pods of ' : ''}${first.kind}/${first.name}`;
      return { at, target, instead: undefined };
    }
    return undefined;
  }

  private staysAny(isMeant: (one: ManifestObject) => boolean): boolean {
    return this.own.some(isMeant) || this.staying().some(isMeant);
  }

  lostBy(object: ManifestObject): Lost | undefined {
    const home = object.namespace || this.namespace;
    return this.referred(object, home) ?? this.selected(object, home);
  }
}

/** Something that stays in the release's namespace would point at nothing. */
export const danglingReference = ruleFor<PyroscopeFacts>()({
  id: 'dangling-reference',
  severity: 'error',
  yieldsTo: 'ignore',
  needs: ['objects', 'stream'],
  summary: 'an object that stays points at one that the phase drops',
  why: 'After the step it points at nothing: traffic, scaling or scraping through it ends, and nothing reports it.',
  details: `Each phase drops the components that it does not run. An Ingress or route to one of their Services, an autoscaler of
one of their workloads, a monitor or network policy that selects their pods would stay behind without a target. phasegate
looks at every object of the stream in the namespace of the release, also at those of other charts. A selector that names
another release is not meant.

Where the object is changed elsewhere together with the step, an entry under \`lint.ignores\` lets the render through.`,
  sources: ['Kubernetes API: Ingress, HTTPRoute, autoscalers, monitors, NetworkPolicy'],
  get good() {
    return [
      { manifests: dual(ingester, own('Ingress', toIngester)), asked: { phase: 'dual' } },
      { manifests: dual(ingester, foreign('Ingress', toIngester, 'elsewhere')), asked },
      { manifests: dual(ingester, foreign('ServiceMonitor', selects('another'))), asked },
    ];
  },
  get bad() {
    return [
      { manifests: dual(ingester, own('Ingress', toIngester)), asked, at: 'name: pyroscope-ingester' },
      { manifests: dual(foreign('ScaledObject', scalesIngester)), asked, at: 'name: pyroscope-ingester' },
      {
        manifests: dual(ingester, foreign('ServiceMonitor', selects('pyroscope'))),
        asked,
        at: 'component: ingester',
      },
    ];
  },
  judge({ now, stream }, report) {
    const { dropped } = stream;
    if (dropped.length === 0) return;
    const namespace = sure(now.namespace) ?? '';
    const isHere = (one: ManifestObject): boolean => (one.namespace || namespace) === namespace;
    const staying = () => [...now.objects, ...stream.others().filter(isHere)];
    const gone = new Dropped(dropped, now.objects, staying, namespace);
    for (const object of [...now.objects, ...stream.pointingAt(dropped)]) {
      const lost = gone.lostBy(object);
      if (!lost) continue;
      const from = `${object.kind}/${object.name}`;
      report({
        at: lost.at,
        what: `${from} stays and points at ${lost.target}, which ${sure(now.phase)} drops`,
        fix:
          lost.instead === undefined
            ? `change or remove ${from} first, then take the step`
            : `point ${from} at Service ${lost.instead}, or remove it, first; then take the step`,
      });
    }
  },
});
