import { sure } from '../../../pack.ts';
import type { PachydermRule } from '../read/facts.ts';
import { sharedNames } from '../read/names.ts';
import { binding, CLUSTER, on } from './examples.ts';

const without = (manifests: string): string => manifests.replaceAll('  namespace: pachyderm\n', '');

export const namespaceUnknown: PachydermRule = {
  id: 'namespace-unknown',
  severity: 'error',
  audit: ['D-20'],
  isFirst: true,
  refusesSteps: true,
  summary: 'no object names a namespace, and cluster-wide objects need a name by it',
  why: 'pachctl 1.6 writes none: applied beside another cluster, its ClusterRoleBinding takes the rights of that one.',
  bad: [{ manifests: without(CLUSTER + binding('pachyderm')), asked: on('migration') }],
  good: [
    { manifests: CLUSTER + binding('pachyderm'), asked: on('migration') },
    { manifests: without(CLUSTER + binding('pachyderm')), asked: on('migration', 'normal') },
  ],
  judge({ now }, report) {
    if (sure(now.phase) !== 'adjacent' || sure(now.namespace) !== undefined) return;
    const [first] = sharedNames(now.objects ?? []);
    if (first === undefined) return;
    report({
      at: first.object,
      what: `${first.object.kind} ${first.name} needs a name of its own, and no object names a namespace`,
      fix: 'deploy with pachctl 1.7 or later and --namespace, or use phase normal where the cluster only moves its ports',
    });
  },
};
