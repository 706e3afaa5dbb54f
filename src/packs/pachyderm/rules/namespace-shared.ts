import { likely, ruleFor, sure } from '../../../pack.ts';
import type { PachydermFacts } from '../read/facts.ts';
import { BESIDE, cluster, NEW, OLD } from './peer-examples.ts';

export const namespaceShared = ruleFor<PachydermFacts>()({
  id: 'namespace-shared',
  severity: 'error',
  audit: ['D-20'],
  needs: ['peer'],
  isFirst: true,
  summary: 'two clusters side by side are in one namespace',
  why: 'Every object has the same name in both, so applying one replaces the other: the old pachd goes on with the bucket of the new one.',
  bad: [
    { manifests: cluster(OLD), peer: cluster(OLD), asked: BESIDE },
    { manifests: cluster(NEW), peer: cluster(''), asked: BESIDE },
  ],
  good: [{ manifests: cluster(NEW), peer: cluster(OLD), asked: BESIDE }],
  judge({ now, peer }, report) {
    const [own, other] = [now.namespace, peer.state.namespace];
    if (sure(own) !== undefined && sure(own) === sure(other))
      report({
        at: own,
        what: `both clusters are in namespace ${likely(own)}`,
        fix: 'render the new cluster with --namespace (pachctl deploy, or helm), or give --peer the manifests of the other cluster',
      });
    else if (!own.sure || !other.sure)
      report({
        at: [own, other],
        what: `the ${own.sure ? 'other' : 'rendered'} cluster names no namespace, so nothing shows that the two differ`,
        fix: 'apply each with kubectl -n and a namespace of its own; pachctl writes one since 1.7',
      });
  },
});
