import { expect } from 'vitest';
import { type ManifestObject, objectsOf } from '../tools/manifest-objects.ts';
import type { HelmRelease } from './helm-release.ts';

/**
 * Helm stores what phasegate wrote: 3 to the byte, and prints it with a line end of its own; 4 sorted anew, without
 * the annotations that it had added for itself.
 */
export async function expectStoredAsWritten(release: HelmRelease): Promise<void> {
  const [stored, written] = [await release.manifest(), await release.operator.lastWritten()];
  expect(written).not.toBe('');
  if (release.major === 3) expect(stored).toBe(`${written}\n`);
  else expect(objectsOf(stored)).toEqual(withoutHelmsOwn(objectsOf(written)));
}

function withoutHelmsOwn(objects: ReadonlyMap<string, ManifestObject>): Map<string, ManifestObject> {
  const copies = structuredClone(new Map(objects));
  for (const { metadata } of copies.values()) {
    const annotations = metadata.annotations as Record<string, string> | undefined;
    if (annotations === undefined) continue;
    delete annotations['postrenderer.helm.sh/postrender-filename'];
    if (Object.keys(annotations).length === 0) Reflect.deleteProperty(metadata, 'annotations');
  }
  return copies;
}
