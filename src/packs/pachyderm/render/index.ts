import { likely, type ManifestEditor, sure } from '../../../pack.ts';
import type { PachydermPhase } from '../facts/phases.ts';
import type { PachydermCase } from '../read/facts.ts';
import { isClusterWide, nameIn, sharedNames } from '../read/names.ts';
import { askedSet, numberOn } from '../read/ports.ts';

/**
 * Moves nodePorts by field, to the set that is asked for; `port` stays, as clients within the cluster use it (audit D-5). Beside
 * another cluster, cluster-wide objects get names of their own. Those stay when the cluster is by itself again: a roleRef
 * cannot be edited.
 */
export function toPhase({ now, asked }: PachydermCase, to: PachydermPhase, edit: ManifestEditor): void {
  const set = askedSet(asked);
  if (set !== undefined)
    for (const port of now.ports) {
      const number = numberOn(port, set);
      if (port.row && port.object && number !== likely(port.number))
        edit.set(port.object, ['spec', 'ports', port.index, 'nodePort'], number);
    }
  const namespace = sure(now.namespace);
  if (to !== 'adjacent' || namespace === undefined) return;
  const objects = now.objects ?? [];
  for (const { object, path, name } of sharedNames(objects)) edit.set(object, path, nameIn(name, namespace));
  if (sure(asked('undeploySafe')) !== 'true') return;
  for (const object of objects.filter(isClusterWide))
    if (object.has('metadata', 'labels', 'suite'))
      edit.set(object, ['metadata', 'labels', 'suite'], undefined);
}
