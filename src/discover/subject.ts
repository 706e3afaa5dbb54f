import { dirname, join, relative, resolve } from 'node:path';
import type { HelmMajor } from '../values/helm-major.ts';
import { placesIn } from '../values/place.ts';
import type { ChartUse } from './chart-use.ts';
import type { ChartHint, Discovery, FoundValues, GivenFile, Surroundings } from './found-values.ts';
import { type Modeline, readModeline } from './modeline.ts';
import type { OuterFile } from './outer-document.ts';
import type { WrittenVersion } from './written-version.ts';

/** A file that is looked at, with all that the looking needs. */
export interface Subject extends OuterFile {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** Absolute. */
  readonly folder: string;
  readonly chartName: string;
  readonly helm: HelmMajor;
  readonly around: Surroundings;
  readonly modeline: Modeline;
}

export function subjectOf(
  file: GivenFile,
  chartName: string,
  helm: HelmMajor,
  around: Surroundings,
): Subject {
  const { name, text } = file;
  const path = resolve(file.path);
  const place = placesIn(name, text);
  const modeline = readModeline(name, text);
  return { name, path, folder: dirname(path), text, place, chartName, helm, around, modeline };
}

/** A version found in the file itself, or in one beside it, as a hint; a modeline goes before it. */
export function hintFor(subject: Subject, written: WrittenVersion | undefined): ChartHint | undefined {
  if (subject.modeline.chart || !written) return subject.modeline.chart;
  const { file, line, column } = written.origin;
  const shown = file === subject.name ? file : shownBeside(subject, file);
  const within = written.within === undefined ? '' : `${written.within} at `;
  return { version: written.version, source: `${within}${shown}:${line}:${column}` };
}

/** The name of another file in the same form as the subject's own. */
const shownBeside = ({ name, folder }: Subject, path: string): string =>
  join(dirname(name), relative(folder, path));

type Content = Pick<FoundValues, 'prefix' | 'values' | 'duplicates'>;

/** @param title what the values belong to within the file, where the file may hold more than them */
export function foundIn(
  subject: Subject,
  { prefix, values, duplicates }: Content,
  version?: WrittenVersion,
  title?: string,
): FoundValues {
  const { name, modeline } = subject;
  const chart = hintFor(subject, version);
  return {
    name: title === undefined ? name : `${name} (${title})`,
    file: name,
    prefix,
    values,
    duplicates,
    ...(chart && { chart }),
    ...(modeline.pack !== undefined && { pack: modeline.pack }),
  };
}

/** The values of all uses; the first that is broken makes the whole file broken. @param other what it is else */
export function discoverUses(subject: Subject, uses: readonly ChartUse[], other: string): Discovery {
  const found: FoundValues[] = [];
  let what: string | undefined;
  for (const use of uses) {
    const part = use.values();
    if (part.kind === 'broken') return part;
    if (part.kind === 'part') found.push(foundIn(subject, part, use.version, use.title));
    else what ??= part.what;
  }
  return found.length > 0 ? { kind: 'values', values: found } : { kind: 'other', what: what ?? other };
}
