import { ruleFor, sure } from '../../../pack.ts';
import type { PyroscopeFacts } from '../read/facts.ts';
import { head, oneBinary, PHASE_FLAGS_2 } from './examples.ts';

const RULES = 'rules:\n- apiGroups: [""]\n  resources: [endpoints]\n  verbs: [get, list, watch]\n';
const bare = (kind: string): string =>
  `${head(kind, 'pyroscope', '2.2.1').replace('  namespace: default\n', '')}${kind === 'Role' ? RULES : ''}`;
const named = (kind: string): string => `${head(kind, 'pyroscope', '2.2.1')}${kind === 'Role' ? RULES : ''}`;
const rendered = (documents: readonly string[]): string =>
  oneBinary('2.2.1', { args: PHASE_FLAGS_2.dual }, { documents });
const asked = { phase: 'dual' };

/** The chart's render says it alone: values have no key for it. */
export const discoveryWithoutNamespace = ruleFor<PyroscopeFacts>()({
  id: 'discovery-without-namespace',
  severity: 'info',
  corrects: true,
  needs: ['objects'],
  summary: 'the discovery Role and RoleBinding do not set a namespace',
  why: 'helm upgrade puts them into the namespace of the release; "helm template | kubectl apply" without -n puts them elsewhere, and the metastore is not found.',
  details: `The chart renders the Role and the RoleBinding that let clients find the metastore without \`metadata.namespace\`
(charts 1.15.1 to 2.2.1). Helm itself fills it in. The correction writes the namespace of the other objects.`,
  audit: ['C9'],
  sources: ['charts 1.15.1 to 2.2.1, rendered by helm'],
  get good() {
    return [{ manifests: rendered([named('Role')]), asked }];
  },
  get bad() {
    return [
      { manifests: rendered([bare('Role'), bare('RoleBinding')]), asked, at: 'name: pyroscope' },
      {
        manifests: rendered([bare('Role'), bare('RoleBinding')]),
        asked: { ...asked, correct: 'discovery-without-namespace' },
        after: rendered([named('Role'), named('RoleBinding')]),
      },
    ];
  },
  judge({ now }, report) {
    const namespace = sure(now.namespace);
    const found = now.objects.filter(
      (object) => (object.kind === 'Role' || object.kind === 'RoleBinding') && object.namespace === '',
    );
    if (namespace === undefined || found.length === 0) return;
    report({
      at: found,
      what: `${found.map(({ kind, name }) => `${kind}/${name}`).join(' and ')} ${found.length === 1 ? 'names' : 'name'} no namespace`,
      fix: `give -n ${namespace} to kubectl, or --correct discovery-without-namespace, which writes the namespace`,
      correct: (edit) => {
        for (const object of found) edit.set(object, ['metadata', 'namespace'], namespace, 'name');
      },
    });
  },
});
