import { type ManifestObject, ruleFor, sure } from '../../../pack.ts';
import { referencesOf, selectedInstance } from '../../../release/references.ts';
import { EXAMPLE_CHART } from '../facts/charts.ts';
import type { PyroscopeFacts } from '../read/facts.ts';
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

/** Names of what is dropped, as references name it. */
function targetsOf(dropped: readonly ManifestObject[]): ReadonlyMap<string, ManifestObject> {
  return new Map(
    dropped.flatMap((object) => {
      const itself = [`${object.kind}/${object.name}`, object] as const;
      const component = object.labels[COMPONENT];
      return isWorkload(object) ? [itself, [`component/${component}`, object] as const] : [itself];
    }),
  );
}

/** Something that stays in the release's namespace would point at nothing. */
export const danglingReference = ruleFor<PyroscopeFacts>()({
  id: 'dangling-reference',
  severity: 'error',
  needs: ['objects', 'stream'],
  summary: 'an object that stays points at one that the phase drops',
  why: 'After the step it points at nothing: traffic, scaling or scraping through it ends, and nothing reports it.',
  details: `Each phase drops the components that it does not run. An Ingress or route to one of their Services, an autoscaler of
one of their workloads, a monitor or network policy that selects their pods would stay behind without a target. phasegate
looks at every object of the stream in the namespace of the release, also at those of other charts. A selector that names
another release is not meant.`,
  sources: ['Kubernetes API: Ingress, HTTPRoute, autoscalers, monitors, NetworkPolicy'],
  get good() {
    return [
      { manifests: dual(ingester, own('Ingress', toIngester)), asked: { phase: 'dual' } },
      { manifests: dual(ingester, foreign('Ingress', toIngester, 'elsewhere')), asked },
      { manifests: dual(foreign('ServiceMonitor', selects('another'))), asked },
    ];
  },
  get bad() {
    return [
      { manifests: dual(ingester, own('Ingress', toIngester)), asked, at: 'name: pyroscope-ingester' },
      { manifests: dual(foreign('ScaledObject', scalesIngester)), asked, at: 'name: pyroscope-ingester' },
      { manifests: dual(foreign('ServiceMonitor', selects('pyroscope'))), asked, at: 'component: ingester' },
    ];
  },
  judge({ now, stream }, report) {
    const dropped = targetsOf(stream.dropped);
    if (dropped.size === 0) return;
    const [release, namespace] = [sure(now.release), sure(now.namespace) ?? ''];
    const others = stream.others().filter((one) => one.namespace === '' || one.namespace === namespace);
    for (const object of [...now.objects, ...others]) {
      const lost = referencesOf(object).find(({ kind, name }) => dropped.has(`${kind}/${name}`));
      const to = lost && dropped.get(`${lost.kind}/${lost.name}`);
      const instance = selectedInstance(object);
      if (!to || (instance !== undefined && instance !== release)) continue;
      const target = `${lost.kind === 'component' ? 'the pods of ' : ''}${to.kind}/${to.name}`;
      const from = `${object.kind}/${object.name}`;
      report({
        at: lost.at,
        what: `${from} stays and points at ${target}, which ${sure(now.phase)} drops`,
        fix: `change or remove ${from} first, then take the step`,
      });
    }
  },
});
