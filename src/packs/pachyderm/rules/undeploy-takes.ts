import { isBefore } from '../../../chart/versions.ts';
import { both } from '../../../english.ts';
import { likely, type ManifestObject, ruleFor } from '../../../pack.ts';
import { shownObject } from '../read/beside.ts';
import type { PachydermFacts } from '../read/facts.ts';
import { isPachyderm } from '../read/manifests.ts';
import { isClusterWide } from '../read/names.ts';
import { BESIDE, binding, cluster, NEW, OLD, object } from './peer-examples.ts';

/** The first version that Helm removes, which takes the objects of its release alone. */
const BY_HELM = '2.0.0';

const WITH_METADATA: ReadonlySet<string> = new Set(['StorageClass', 'PersistentVolume']);

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
    const version = likely(peer.state.version);
    if (version !== undefined && !isBefore(version, BY_HELM)) return;
    const taken = now.objects.filter((one) => isClusterWide(one) && isPachyderm(one));
    const always = taken.filter(({ kind }) => !WITH_METADATA.has(kind));
    const more = taken.filter(({ kind }) => WITH_METADATA.has(kind));
    const said = [
      ...(always.length > 0
        ? [`pachctl undeploy of the other cluster deletes ${named(always)} of this one`]
        : []),
      ...(more.length > 0 ? [`pachctl undeploy --metadata deletes ${named(more)}`] : []),
    ];
    if (said.length > 0)
      report({
        at: taken,
        what: said.join('; '),
        fix: 'render with --phase adjacent --undeploy-safe true, which takes the label off; or remove the other cluster by exact names and never by pachctl undeploy',
      });
  },
});
