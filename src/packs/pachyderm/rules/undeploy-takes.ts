import { both } from '../../../english.ts';
import { type ManifestObject, ruleFor } from '../../../pack.ts';
import { shownObject } from '../read/beside.ts';
import type { PachydermFacts } from '../read/facts.ts';
import { isOfHelm, takenByUndeploy } from '../read/removal.ts';
import { BESIDE, binding, cluster, NEW, OLD, object } from './peer-examples.ts';

const named = (objects: readonly ManifestObject[]): string => both(objects.map(shownObject));

const wide = [object('ClusterRole', 'pachyderm', '', 'rules: []\n'), binding('pachyderm', NEW)];

export const undeployTakes = ruleFor<PachydermFacts>()({
  id: 'undeploy-takes',
  severity: 'warning',
  audit: ['D-53', 'D-54'],
  needs: ['objects', 'peer'],
  summary: 'pachctl undeploy of the other cluster deletes cluster-wide objects of this one',
  why: 'pachctl undeploy goes by the label suite, and a namespace does not limit it: pachd of this cluster loses all its rights.',
  bad: [
    { manifests: cluster(NEW, wide), peer: cluster(OLD), asked: BESIDE },
    {
      manifests: cluster(NEW, [object('StorageClass', 'own-class', '', 'provisioner: example.org/disk\n')]),
      peer: cluster(OLD),
      asked: BESIDE,
    },
  ],
  good: [
    { manifests: cluster(NEW, wide), peer: cluster(OLD), asked: { ...BESIDE, undeploySafe: 'true' } },
    { manifests: cluster(NEW, wide), peer: cluster(OLD, [], { version: '2.4.6' }), asked: BESIDE },
  ],
  judge({ now, peer }, report) {
    if (isOfHelm(peer.state)) return;
    const { always, withMetadata } = takenByUndeploy(now.objects);
    const said = [
      ...(always.length > 0
        ? [`pachctl undeploy of the other cluster deletes ${named(always)} of this one`]
        : []),
      ...(withMetadata.length > 0 ? [`pachctl undeploy --metadata deletes ${named(withMetadata)}`] : []),
    ];
    if (said.length > 0)
      report({
        at: [...always, ...withMetadata],
        what: said.join('; '),
        fix: 'render with --phase adjacent --undeploy-safe true, which takes the label off; or remove the other cluster by exact names and never by pachctl undeploy',
      });
  },
});
