import { type Known, likely, type ManifestObject } from '../../../pack.ts';
import { itemsOf } from './variables.ts';

/** A directory of the nodes, and the object that mounts it. */
export interface HostPath {
  readonly object: ManifestObject;
  readonly path: string;
  readonly at: Known<string>;
}

/** Every hostPath of a release: of its pods and of its volumes. */
export const hostPathsOf = (objects: readonly ManifestObject[]): readonly HostPath[] =>
  objects.flatMap((object) => {
    const paths = [
      ...itemsOf(object, 'spec', 'template', 'spec', 'volumes').map((volume) => [
        ...volume,
        'hostPath',
        'path',
      ]),
      ...(object.kind === 'PersistentVolume' ? [['spec', 'hostPath', 'path']] : []),
    ];
    return paths.flatMap((path): readonly HostPath[] => {
      const at = object.at(...path);
      const written = likely(at);
      return at && written ? [{ object, path: written.replace(/\/+$/, ''), at }] : [];
    });
  });

/** Whether one directory is the other, or lies in it. */
export const overlap = (one: string, other: string): boolean =>
  `${one}/`.startsWith(`${other}/`) || `${other}/`.startsWith(`${one}/`);

/** What a PersistentVolume's disk is called, by the kinds that pachctl writes. */
const DISK_NAMES: readonly (readonly [kind: string, key: string])[] = [
  ['gcePersistentDisk', 'pdName'],
  ['awsElasticBlockStore', 'volumeID'],
  ['azureDisk', 'diskURI'],
  ['csi', 'volumeHandle'],
];

/** The disk behind a PersistentVolume. */
export interface Disk {
  readonly name: string;
  readonly kind: string;
  readonly at: Known<string>;
}

/** @returns undefined where it is of none of the kinds that pachctl writes */
export function diskOf(volume: ManifestObject): Disk | undefined {
  for (const [kind, key] of DISK_NAMES) {
    const at = volume.at('spec', kind, key);
    const name = likely(at);
    if (at && name !== undefined) return { name, kind, at };
  }
  return undefined;
}
