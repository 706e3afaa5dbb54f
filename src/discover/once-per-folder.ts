import type { Surroundings } from './found-values.ts';

/** Looks something up in a folder. @param folder absolute */
export type FolderLook<T> = (folder: string, chartName: string, around: Surroundings) => T;

/** The same look-up, made once for each folder as long as the surroundings live: a run may lint 1,000 files of one. */
export function oncePerFolder<T>(look: FolderLook<T>): FolderLook<T> {
  const known = new WeakMap<Surroundings, Map<string, { readonly found: T }>>();
  return (folder, chartName, around) => {
    const folders = known.get(around) ?? new Map<string, { readonly found: T }>();
    known.set(around, folders);
    const key = `${chartName}\n${folder}`;
    const entry = folders.get(key) ?? { found: look(folder, chartName, around) };
    folders.set(key, entry);
    return entry.found;
  };
}
