import { likely, sure } from '../../../pack.ts';
import type { PachydermRule } from '../read/facts.ts';
import { binding, CLUSTER, on } from './examples.ts';

export const accountElsewhere: PachydermRule = {
  id: 'account-elsewhere',
  severity: 'warning',
  audit: ['D-21'],
  corrects: true,
  inRender: 'correct',
  summary: 'a binding gives rights to the account of another namespace',
  why: 'pachctl 1.7.0 writes the namespace default whatever --namespace says, and pachd has no rights.',
  bad: [{ manifests: CLUSTER + binding('default'), asked: on('migration') }],
  good: [{ manifests: CLUSTER + binding('pachyderm'), asked: on('migration') }],
  judge({ now }, report) {
    const namespace = sure(now.namespace);
    const objects = now.objects ?? [];
    if (namespace === undefined) return;
    const accounts = new Set(objects.flatMap(({ kind, name }) => (kind === 'ServiceAccount' ? [name] : [])));
    for (const object of objects.filter(({ kind }) => kind === 'ClusterRoleBinding'))
      for (const index of object.keys('subjects')) {
        const [name, there] = ['name', 'namespace'].map((key) => object.at('subjects', index, key));
        if (!accounts.has(likely(name) ?? '') || there === undefined || likely(there) === namespace) continue;
        report({
          at: there,
          what: `ClusterRoleBinding ${object.name} names ServiceAccount ${likely(name)} of namespace ${likely(there)}, and it is in ${namespace}`,
          fix: `set the subject's namespace to ${namespace}`,
          correct: (edit) => edit.set(object, ['subjects', index, 'namespace'], namespace),
        });
      }
  },
};
