import { join } from 'node:path';
import type { ValueNode } from '../values/tree.ts';
import type { Surroundings } from './found-values.ts';
import { readNearby } from './nearby-file.ts';
import { oncePerFolder } from './once-per-folder.ts';
import { field, itemsField, type OuterDocument, textField } from './outer-document.ts';
import { type WrittenVersion, writtenVersion } from './written-version.ts';

/** A dependency of an umbrella chart on the chart. */
export interface ChartDependency {
  /** The alias, or the name: the key of its values. */
  readonly key: string;
  readonly version?: WrittenVersion;
}

/** What the Chart.yaml of a folder says about the chart. */
export type ChartFolder =
  | { readonly kind: 'none' }
  | { readonly kind: 'itself'; readonly version?: WrittenVersion }
  | { readonly kind: 'umbrella'; readonly dependencies: readonly ChartDependency[] }
  | { readonly kind: 'another' };

export const chartFolder = oncePerFolder<ChartFolder>((folder, chartName, around) => {
  const [chart] = readNearby(join(folder, 'Chart.yaml'), around, ['name']);
  const name = textField(chart?.values, 'name');
  if (!chart || name === undefined) return { kind: 'none' };
  if (name === chartName) {
    const version = writtenVersion(field(chart.values, 'version'), chart.file);
    return { kind: 'itself', ...(version && { version }) };
  }
  const dependencies = [chart, ...requirements(folder, chartName, around)].flatMap((document) =>
    dependenciesIn(document, chartName),
  );
  return dependencies.length > 0 ? { kind: 'umbrella', dependencies } : { kind: 'another' };
});

/** Where charts of Helm 2's form (apiVersion v1) keep their dependencies. */
const requirements = (folder: string, chartName: string, around: Surroundings) =>
  readNearby(join(folder, 'requirements.yaml'), around, [chartName]);

const dependenciesIn = (document: OuterDocument, chartName: string): readonly ChartDependency[] =>
  itemsField(document.values, 'dependencies')
    .filter((dependency) => textField(dependency, 'name') === chartName)
    .map((dependency) => dependencyOf(document, dependency, chartName));

function dependencyOf({ file }: OuterDocument, dependency: ValueNode, chartName: string): ChartDependency {
  const version = writtenVersion(field(dependency, 'version'), file);
  return { key: textField(dependency, 'alias') ?? chartName, ...(version && { version }) };
}
