import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { streamOf } from '../../src/manifest/manifest-stream.ts';
import type { ManifestObject } from '../../src/pack.ts';
import { pyroscope } from '../../src/packs/pyroscope/index.ts';
import { mentionsOf } from '../../src/release/mentions.ts';
import { labelsOfPods, referencesOf, selectionsOf } from '../../src/release/references.ts';
import { StreamObjects } from '../../src/render/stream-objects.ts';
import { objectView } from '../../src/rules/objects.ts';

const NAMESPACES = ['', 'one', 'two'];
const namespaced = (namespace: string): string => (namespace === '' ? '' : `\n  namespace: ${namespace}`);

const release = (name: string, namespace: string): string =>
  ['ingester', 'querier']
    .flatMap((component) =>
      ['Service', 'StatefulSet'].map(
        (kind) => `---
apiVersion: v1
kind: ${kind}
metadata:
  name: ${name}-${component}${namespaced(namespace)}
  labels:
    helm.sh/chart: pyroscope-2.2.1
    app.kubernetes.io/instance: ${name}
    app.kubernetes.io/component: ${component}
spec:
  selector: {app.kubernetes.io/component: ${component}, app.kubernetes.io/instance: ${name}}
`,
      ),
    )
    .join('');

const NAMES = ['books', 'books-two', 'films'];
const name = fc.constantFrom(...NAMES);
const namespace = fc.constantFrom(...NAMESPACES);
const target = fc.tuple(name, fc.constantFrom('ingester', 'querier')).map((parts) => parts.join('-'));

const object = (kind: string, own: string, rest: string): string =>
  `---\napiVersion: v1\nkind: ${kind}\nmetadata:\n  name: other${namespaced(own)}\n${rest}`;

const aimed = fc.oneof(
  fc
    .tuple(
      namespace,
      target,
      fc.constantFrom('', '.one', '.two.svc'),
      fc.constantFrom('x ', '"a\\n', 'http://'),
    )
    .map(([own, to, where, before]) =>
      object(
        'ConfigMap',
        own,
        `data:\n  host: ${before.startsWith('"') ? `${before}${to}${where}:80"` : `${before}${to}${where}:80`}\n`,
      ),
    ),
  fc
    .tuple(namespace, target)
    .map(([own, to]) =>
      object('Secret', own, `data:\n  url: ${Buffer.from(`http://${to}:80`).toString('base64')}\n`),
    ),
  fc
    .tuple(namespace, target)
    .map(([own, to]) => object('Ingress', own, `spec:\n  defaultBackend: {service: {name: ${to}}}\n`)),
  fc
    .tuple(namespace, target, namespace)
    .map(([own, to, where]) =>
      object(
        'HTTPRoute',
        own,
        `spec:\n  rules: [{backendRefs: [{name: ${to}${where === '' ? '' : `, namespace: ${where}`}}]}]\n`,
      ),
    ),
  fc
    .tuple(
      namespace,
      fc.constantFrom(
        'matchLabels: {app.kubernetes.io/component: ingester}',
        'matchLabels: {app.kubernetes.io/instance: books}',
        'matchLabels: {nobody: has-it}',
        'matchExpressions: [{key: app.kubernetes.io/component, operator: Exists}]',
        'matchLabels: {}',
      ),
      fc.constantFrom('', '\n  namespaceSelector: {any: true}', '\n  namespaceSelector: {matchNames: [one]}'),
    )
    .map(([own, selector, where]) =>
      object('ServiceMonitor', own, `spec:\n  selector: {${selector}}${where}\n`),
    ),
  fc.tuple(namespace).map(([own]) => object('NetworkPolicy', own, 'spec:\n  podSelector: {}\n')),
);

/** As the rules look: whether an object points at one of some others. */
function pointsAt(one: ManifestObject, targets: readonly ManifestObject[], home: string): boolean {
  const services = targets
    .filter(({ kind }) => kind === 'Service')
    .map((service) => ({ name: service.name, namespace: home }));
  const isNamed = referencesOf(one).some(
    (to) =>
      to.kind !== '' &&
      targets.some(
        (object) =>
          object.kind === to.kind &&
          object.name === to.name &&
          (to.namespace || one.namespace || home) === home,
      ),
  );
  const selects = selectionsOf(one).some(({ namespaces, matches }) => {
    const isHere =
      namespaces === 'own'
        ? (one.namespace || home) === home
        : namespaces === 'any' || namespaces.includes(home);
    return isHere && targets.some((object) => matches(labelsOfPods(object)));
  });
  return isNamed || selects || mentionsOf(one, services, home).length > 0;
}

describe('the index of what points at a release', () => {
  it('misses none of the others that do', () => {
    const releases = fc.uniqueArray(fc.tuple(name, namespace), { minLength: 1, maxLength: 4 });
    let found = 0;
    fc.assert(
      fc.property(releases, fc.array(aimed, { maxLength: 5 }), (named, others) => {
        const text = named.map(([own, where]) => release(own, where)).join('') + others.join('');
        const objects = new StreamObjects(streamOf(text));
        const all = objects.releasesOf(pyroscope);
        for (const one of all) {
          const { others: foreign, pointingAt } = objects.othersThan(one, pyroscope, () => all, true);
          const targets = one.objects.map(objectView);
          const pointing = new Set(pointingAt(targets));
          for (const object of foreign())
            if (pointsAt(object, targets, one.namespace)) {
              found += 1;
              expect(pointing).toContain(object);
            }
        }
      }),
      { numRuns: 300 },
    );
    expect(found).toBeGreaterThan(100);
  });
});
