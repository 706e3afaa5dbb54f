import { likely, sure } from '../../../pack.ts';
import type { PachydermRule } from '../read/facts.ts';
import { binding, CLUSTER, on } from './examples.ts';

const subject = (namespace: string): string =>
  `  - kind: ServiceAccount\n    name: pachyderm\n    namespace: ${namespace}\n`;

export const accountElsewhere: PachydermRule = {
  id: 'account-elsewhere',
  severity: 'warning',
  audit: ['D-21'],
  corrects: true,
  inRender: 'correct',
  summary: 'a binding gives rights to the account of another namespace',
  why: 'pachctl 1.7.0 writes the namespace default whatever --namespace says, and pachd has no rights.',
  bad: [{ manifests: CLUSTER + binding('default'), asked: on('migration') }],
  good: [
    { manifests: CLUSTER + binding('pachyderm'), asked: on('migration') },
    { manifests: CLUSTER + binding('pachyderm') + subject('pachyderm-old'), asked: on('normal', 'normal') },
  ],
  judge({ now }, report) {
    const namespace = sure(now.namespace);
    const objects = now.objects ?? [];
    if (namespace === undefined) return;
    const accounts = new Set(objects.flatMap(({ kind, name }) => (kind === 'ServiceAccount' ? [name] : [])));
    for (const object of objects.filter(({ kind }) => kind === 'ClusterRoleBinding')) {
      const subjects = object.keys('subjects').map((index) => ({
        ...{ index, name: likely(object.at('subjects', index, 'name')) ?? '' },
        there: object.at('subjects', index, 'namespace'),
      }));
      const own = subjects.filter(({ name }) => accounts.has(name));
      // A person may bind the accounts of two clusters by one object.
      if (own.some(({ there }) => likely(there) === namespace)) continue;
      for (const { index, name, there } of own)
        if (there !== undefined)
          report({
            at: there,
            what: `ClusterRoleBinding ${object.name} names ServiceAccount ${name} of namespace ${likely(there)}, and it is in ${namespace}`,
            fix: `set the subject's namespace to ${namespace}`,
            correct: (edit) => edit.set(object, ['subjects', index, 'namespace'], namespace),
          });
    }
  },
};
