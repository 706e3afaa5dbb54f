import { likely, type ManifestObject, ruleFor } from '../../../pack.ts';
import { sharedObjects, shownObject } from '../read/beside.ts';
import type { PachydermFacts } from '../read/facts.ts';
import { sharedNames } from '../read/names.ts';
import { BESIDE, binding, cluster, NEW, OLD, object, UNMOVED } from './peer-examples.ts';

const WHY: Readonly<Record<string, string>> = {
  ClusterRole:
    'Whoever is applied last writes the rights of both, and with the removal of one cluster the other loses them.',
  ClusterRoleBinding:
    'Its only subject becomes the account of the cluster that is applied last: the other one has no rights from that moment.',
};

const promtail = (kind: string, namespace: string): string =>
  object(kind, 'pachyderm-promtail', '').replace(
    'suite: pachyderm',
    'app.kubernetes.io/instance: pachyderm',
  ) +
  (kind === 'ClusterRoleBinding'
    ? `subjects:\n  - {kind: ServiceAccount, name: pachyderm-promtail, namespace: ${namespace}}\n`
    : '');

const role = object('ClusterRole', 'pachyderm', '', 'rules: []\n');

export const clusterWideNameShared = ruleFor<PachydermFacts>()({
  id: 'cluster-wide-name-shared',
  severity: 'error',
  audit: ['D-16', 'D-17', 'D-24'],
  needs: ['objects', 'stream', 'peer'],
  summary: 'two clusters side by side have a ClusterRole or ClusterRoleBinding of one name',
  why: 'It is one object in the whole Kubernetes cluster, whatever metadata.namespace says.',
  bad: [
    {
      manifests: cluster(NEW, [role, binding('pachyderm', NEW)]),
      peer: cluster(OLD, [role, binding('pachyderm', OLD)]),
      asked: UNMOVED,
      at: 'name: pachyderm',
    },
    {
      manifests: cluster(NEW, [promtail('ClusterRole', NEW), promtail('ClusterRoleBinding', NEW)]),
      peer: cluster(OLD, [promtail('ClusterRole', OLD), promtail('ClusterRoleBinding', OLD)]),
      asked: BESIDE,
    },
  ],
  good: [
    {
      manifests: cluster(NEW, [role, binding('pachyderm', NEW)]),
      peer: cluster(OLD, [role, binding('pachyderm', OLD)]),
      asked: BESIDE,
    },
    {
      manifests: cluster(NEW, [binding(`pachyderm-${NEW}`, NEW)]),
      peer: cluster(OLD, [binding(`pachyderm-${OLD}`, OLD)]),
      asked: UNMOVED,
    },
  ],
  judge(of, report) {
    const renamed = new Set(sharedNames(of.now.objects).map(({ object: one }) => one));
    const helm = (one: ManifestObject): string | undefined =>
      likely(one.at('metadata', 'labels', 'app.kubernetes.io/instance'));
    for (const [own] of sharedObjects(of, Object.keys(WHY)))
      report({
        at: own,
        what: `both clusters have ${shownObject(own)}`,
        why: WHY[own.kind],
        fix: renamed.has(own)
          ? 'render one of the two clusters with --phase adjacent, which names it by the namespace'
          : helm(own) === undefined
            ? 'give it another name in one of the two clusters'
            : 'install one of the two under another release name; the chart names it by that',
      });
  },
});
