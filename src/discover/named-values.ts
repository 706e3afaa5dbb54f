import type { HelmMajor } from '../values/tree.ts';
import { ANY_CHART, type ChartReference, keysOf } from './chart-reference.ts';
import type { Discovery, FileSystem } from './found-values.ts';
import { isFileOf } from './layers.ts';
import { neighboursOf } from './neighbours.ts';
import { discoverUses, type SourceFile } from './uses-values.ts';

/** Whether a release names a file for the values of any chart, or may once its name is filled in. @param path absolute */
export const isNamedByRelease = (path: string, around: FileSystem, helm: HelmMajor): boolean =>
  neighboursOf(around, ANY_CHART, helm).usesNaming(path, 'perhaps').length > 0;

/**
 * The releases that name a file; one that writes the name out goes before those that fill a part of it in.
 * @returns none also where only a release of another chart writes it out
 */
export function usesNaming(
  { neighbours, path, helm }: SourceFile,
  around: FileSystem,
  certainty: 'surely' | 'perhaps',
): readonly ChartReference[] {
  const uses = neighbours.usesNaming(path, certainty);
  const isLiteral = uses.some((use) => use.layers().some((layer) => isFileOf(layer, path, 'literally')));
  if (uses.length === 0 || isLiteral) return uses;
  return neighboursOf(around, ANY_CHART, helm).usesNaming(path, 'literally').length > 0 ? [] : uses;
}

/** A file that releases name if what is filled in later is right: what it holds itself must tell. */
export function discoverPerhapsNamed(source: SourceFile, around: FileSystem): Discovery | undefined {
  const { neighbours, path, tellingNames } = source;
  const uses = usesNaming(source, around, 'perhaps');
  const read = uses.length === 0 ? undefined : source.values();
  if (!read?.ok) return undefined;
  const { values: own } = read.value;
  const fitting = uses.filter(({ dependency }) => {
    const [outermost] = keysOf(dependency);
    return outermost === undefined || own.entries.get(outermost)?.kind === 'map';
  });
  const found = discoverNamed(source, fitting);
  if (found.kind !== 'values') return undefined;
  const isLikely = neighbours.isLikelyPlace(path, tellingNames);
  return {
    ...found,
    values: found.values.map((one) => (one.below === undefined ? { ...one, own, isLikely } : one)),
  };
}

/** A file that releases elsewhere name; which of them says something only where there are several. */
export function discoverNamed(source: SourceFile, naming: readonly ChartReference[]): Discovery {
  const [only, ...others] = naming;
  if (only === undefined || others.length > 0) return discoverUses(source, naming, '');
  const found = discoverUses(source, naming, '');
  if (found.kind !== 'values') return found;
  return { ...found, values: found.values.map((one) => ({ ...one, name: source.name })) };
}
