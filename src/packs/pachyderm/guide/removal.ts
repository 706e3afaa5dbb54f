import { shellWord } from '../../../shell.ts';
import type { BesideOf } from './beside.ts';
import type { Part } from './parts.ts';

const NAMESPACED =
  'service,deployment,statefulset,replicationcontroller,serviceaccount,secret,role,rolebinding';

/**
 * Removes the old cluster without undeploy, which goes by a label that the cluster-wide objects of both clusters have
 * (audit D-53 to D-57).
 */
export function removeOld({ context, place, old, new: side }: BesideOf): Part {
  const binding = old.pachctl.has('own-binding') ? `pachyderm-${old.namespace}` : 'pachyderm';
  const cluster = `kubectl --context ${place.context}`;
  return {
    title: 'Remove the old cluster',
    audit: ['D-53', 'D-54', 'D-55', 'D-56', 'D-57', 'D-66'],
    text: [
      'From here on there is no way back but the backup. Never run `pachctl undeploy` while two clusters are in one Kubernetes cluster: it deletes by a label, and takes the rights of the new cluster with it.',
      `The binding goes only if it names the account of ${old.namespace} and no other.`,
      'The ClusterRole `pachyderm` stays: it does no harm, and the new cluster may use it. So do StorageClasses.',
    ],
    before: [side.gate('rights'), old.gate('paused')],
    blocks: [
      old.block(
        `${old.kubectl} delete ${NAMESPACED} --selector suite=pachyderm`,
        `test "$(${cluster} get clusterrolebinding ${binding} --output jsonpath='{.subjects[*].namespace}')" = ${old.namespace} &&`,
        `  ${cluster} delete clusterrolebinding ${binding}`,
        `${old.kubectl} get persistentvolumeclaim --selector suite=pachyderm    # they hold the metadata; delete them by name, last`,
      ),
    ],
    gates: [side.gate('rights'), side.gate('restored')],
    back: `if the new cluster lost rights: \`${side.kubectl} apply --validate=false --filename ${shellWord(`${place.saved}/new.yaml`)}\`.${context === undefined ? ' CONTEXT must still be set.' : ''}`,
  };
}

/** The inverse of the move to the migration set, by the same table (audit D-10). */
export function toNormalPorts({ place, new: side }: BesideOf): Part {
  const [manifest, normal] = ['new.yaml', 'normal.yaml'].map((name) => shellWord(`${place.saved}/${name}`));
  return {
    title: 'Move the new cluster to the normal ports',
    audit: ['D-7', 'D-8', 'D-10', 'D-14'],
    text: ['Only if clients need them: the migration set can stay.'],
    before: [side.gate('ports-free', 'normal')],
    blocks: [
      side.block(
        `phasegate render --phase normal --port-set normal < ${manifest} > ${normal} &&`,
        `  ${side.kubectl} apply --validate=false --filename ${normal}`,
      ),
    ],
    gates: [side.gate('ports', 'normal'), side.gate('rights')],
    back: `apply ${manifest} again.`,
  };
}
