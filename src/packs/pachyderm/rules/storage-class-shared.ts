import { likely, type ManifestObject, ruleFor } from '../../../pack.ts';
import { sharedObjects, shownObject } from '../read/beside.ts';
import type { PachydermFacts } from '../read/facts.ts';
import { BESIDE, cluster, NEW, OLD, object } from './peer-examples.ts';

/** What the API server lets nobody change. */
const fixedOf = (one: ManifestObject): string =>
  JSON.stringify([
    likely(one.at('provisioner')),
    one
      .keys('parameters')
      .map((key) => [key, likely(one.at('parameters', key))])
      .toSorted(),
  ]);

const storageClass = (type: string): string =>
  object(
    'StorageClass',
    'etcd-storage-class',
    '',
    `provisioner: kubernetes.io/aws-ebs\nparameters:\n  type: ${type}\n`,
  );

export const storageClassShared = ruleFor<PachydermFacts>()({
  id: 'storage-class-shared',
  severity: 'error',
  audit: ['D-19'],
  needs: ['objects', 'stream', 'peer'],
  summary: 'two clusters side by side have a StorageClass of one name',
  why: 'It is one object in the whole Kubernetes cluster, whatever metadata.namespace says.',
  bad: [
    {
      manifests: cluster(NEW, [storageClass('gp3')]),
      peer: cluster(OLD, [storageClass('gp2')]),
      asked: BESIDE,
      at: 'name: etcd-storage-class',
    },
    {
      manifests: cluster(NEW, [storageClass('gp2')]),
      peer: cluster(OLD, [storageClass('gp2')]),
      asked: BESIDE,
    },
  ],
  good: [{ manifests: cluster(NEW, [storageClass('gp2')]), peer: cluster(OLD), asked: BESIDE }],
  judge(of, report) {
    for (const [own, other] of sharedObjects(of, ['StorageClass'])) {
      const differs = fixedOf(own) !== fixedOf(other);
      report({
        at: own,
        ...(!differs && { severity: 'warning' }),
        what: `both clusters have ${shownObject(own)}${differs ? ', with another provisioner or other parameters' : ''}`,
        why: differs
          ? 'The API server refuses to change the parameters of a StorageClass, so the volumes of the second cluster are those that the first one asks for, or the apply fails.'
          : 'Other fields are those of the cluster that is applied last, and pachctl undeploy --metadata of one deletes it for both.',
        fix: 'give one of the two a class of its own: pachctl deploy --etcd-storage-class (1.8 and later)',
      });
    }
  },
});
