import { basename, dirname, join } from 'node:path';
import type { WrittenValues } from '../values/read-values.ts';
import { type ChartDependency, type ChartFolder, chartFolder } from './chart-folder.ts';
import type { Discovery } from './found-values.ts';
import { releasesIn } from './nearby-objects.ts';
import { helmfileUsesIn, kustomizationUsesIn, type NearbyUse } from './nearby-uses.ts';
import { discoverUses, foundIn, type Subject } from './subject.ts';
import { umbrellaValues } from './umbrella-values.ts';
import type { WrittenVersion } from './written-version.ts';

/** A values file, as what lies around it says: of the chart itself, or of an umbrella chart. */
export function discoverPlain(subject: Subject, written: WrittenValues): Discovery {
  const namedBy = useNaming(subject);
  if (namedBy) return wholeFile(subject, written, namedBy.version);
  const folder = folderOf(subject);
  if (folder.kind === 'umbrella') return umbrella(subject, written, folder.dependencies);
  if (folder.kind === 'itself') return wholeFile(subject, written, folder.version);
  const isStated = subject.modeline.pack !== undefined || subject.modeline.chart !== undefined;
  if (folder.kind === 'another' && !isStated)
    return { kind: 'other', what: `values of a chart without a ${subject.chartName} dependency` };
  return wholeFile(subject, written, releaseBeside(subject));
}

const wholeFile = (subject: Subject, written: WrittenValues, version?: WrittenVersion): Discovery => ({
  kind: 'values',
  values: [foundIn(subject, { prefix: [], ...written }, version)],
});

/** The release of a helmfile, or the chart of a kustomization, that takes the file for its values. */
function useNaming({ path, folder, chartName, around }: Subject) {
  const nearby: readonly NearbyUse[] = [
    ...helmfileUsesIn(folder, chartName, around),
    ...helmfileUsesIn(dirname(folder), chartName, around),
    ...kustomizationUsesIn(folder, chartName, around),
  ];
  return nearby.find(({ use, folder: from }) => use.files.some((file) => join(from, file) === path))?.use;
}

/** Folders of a chart that hold more values files. */
const VALUES_FOLDERS: readonly string[] = ['ci', 'values', 'environments'];

function folderOf({ folder, chartName, around }: Subject): ChartFolder {
  const own = chartFolder(folder, chartName, around);
  const isWithin = own.kind === 'none' && VALUES_FOLDERS.includes(basename(folder));
  return isWithin ? chartFolder(dirname(folder), chartName, around) : own;
}

function umbrella(
  subject: Subject,
  written: WrittenValues,
  dependencies: readonly ChartDependency[],
): Discovery {
  // A byte order mark is no part of the values.
  const start = subject.place(subject.text.startsWith('\ufeff') ? 1 : 0);
  const uses = dependencies.map(({ key, version }) => ({
    files: [],
    values: () => umbrellaValues(written, key, start),
    ...(dependencies.length > 1 && { title: key }),
    ...(version && { version }),
  }));
  return discoverUses(subject, uses, '');
}

/** The version of the one release in the same folder; of several, none can be told to be meant. */
function releaseBeside({ folder, chartName, around, modeline }: Subject): WrittenVersion | undefined {
  if (modeline.chart) return undefined;
  const [release, ...others] = releasesIn(folder, chartName, around);
  return others.length === 0 ? release?.version : undefined;
}
