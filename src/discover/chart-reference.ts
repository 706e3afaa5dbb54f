import type { DuplicateKey } from '../values/interpret.ts';
import { mergeMaps } from '../values/merge.ts';
import type { WrittenValues } from '../values/read-values.ts';
import {
  describeOrigin,
  emptyMap,
  type FileOrigin,
  type MapNode,
  type Origin,
  type ValueNode,
} from '../values/tree.ts';
import type { ValuesError } from '../values/values-error.ts';
import type { VersionHint } from './chart-version.ts';
import type { OuterDocument } from './documents.ts';

/** The values that a use of the chart has within its file. */
export type ReferenceValues =
  | {
      readonly kind: 'part';
      readonly prefix: readonly string[];
      readonly values: MapNode;
      readonly duplicates: readonly DuplicateKey[];
    }
  | { readonly kind: 'broken'; readonly error: ValuesError }
  /** `what` is a noun phrase for the use. */
  | { readonly kind: 'none'; readonly what: string };

/** A place in a file that says: deploy the chart. */
export interface ChartReference {
  /** The chart's name. */
  readonly chart: string;
  /** Such as `HelmRelease monitoring/pyroscope`; none where the file is shown alone. */
  readonly title?: string;
  readonly version?: VersionHint;
  /** Values files that it names, as written. */
  readonly files: readonly string[];
  /** Read late: of a neighbour only the version matters. */
  readonly values: () => ReferenceValues;
}

/** @param what the use without values, as a noun phrase */
export function valuesAt(
  { duplicates }: OuterDocument,
  node: ValueNode | undefined,
  prefix: readonly string[],
  what: string,
): ReferenceValues {
  if (node === undefined) return { kind: 'none', what };
  if (node.kind !== 'map') return notAMap(node.origin, prefix.join('.'));
  return { kind: 'part', prefix, values: node, duplicates: duplicatesWithin(duplicates, [node]) };
}

function notAMap(origin: Origin, path: string): ReferenceValues {
  const message = `${path} is not a map, but Helm expects the chart's values there; write them under it`;
  return brokenAt(origin, message);
}

export function brokenAt(origin: Origin, message: string): ReferenceValues {
  const place =
    origin.kind === 'file'
      ? { file: origin.file, line: origin.line, column: origin.column }
      : { flag: describeOrigin(origin) };
  return { kind: 'broken', error: { ...place, kind: 'not-a-map', message } };
}

/** The duplicates that are in one of the nodes. */
export function duplicatesWithin(
  duplicates: readonly DuplicateKey[],
  nodes: readonly ValueNode[],
): readonly DuplicateKey[] {
  return duplicates.filter(({ second }) =>
    nodes.some(
      ({ origin }) => origin.kind === 'file' && origin.start <= second.start && second.end <= origin.end,
    ),
  );
}

/** The one of the charts that a reference such as `grafana/pyroscope` or `oci://host/charts/pyroscope` is to. */
export function chartIn(reference: string | undefined, chartNames: readonly string[]): string | undefined {
  const name = reference?.slice(reference.lastIndexOf('/') + 1);
  return chartNames.find((one) => one === name);
}

/**
 * The part of an umbrella chart's values that goes to a dependency: what is under its key, with the outer `global`
 * over its own (Helm 3.21 and 4.2).
 * @param key the alias or the name of the dependency
 * @param start where the file starts
 */
export function umbrellaValues(written: WrittenValues, key: string, start: FileOrigin): ReferenceValues {
  const { entries } = written.values;
  const part = entries.get(key) ?? emptyMap(start);
  // Helm stops here, also for a null.
  if (part.kind !== 'map') return notAMap(part.origin, key);
  const global = entries.get('global');
  const values = global ? withGlobal(part, global) : part;
  const duplicates = duplicatesWithin(written.duplicates, global ? [part, global] : [part]);
  return { kind: 'part', prefix: [key], values, duplicates };
}

function withGlobal(part: MapNode, outer: ValueNode): MapNode {
  const own = part.entries.get('global');
  // Helm passes over a global that is not a map.
  if (outer.kind !== 'map' || (own !== undefined && own.kind !== 'map')) return part;
  return { ...part, entries: new Map(part.entries).set('global', own ? mergeMaps(own, outer) : outer) };
}
