import type { DuplicateKey } from '../values/build-tree.ts';
import { describeOrigin, type MapNode, type Origin, type ValueNode } from '../values/tree.ts';
import type { ValuesError } from '../values/values-error.ts';
import type { OuterDocument } from './outer-document.ts';
import type { WrittenVersion } from './written-version.ts';

/** The values that a use of the chart has within its file. */
export type UseValues =
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
export interface ChartUse {
  /** Such as `HelmRelease monitoring/pyroscope`; none where the file is shown alone. */
  readonly title?: string;
  readonly version?: WrittenVersion;
  /** Values files that it names, as written. */
  readonly files: readonly string[];
  /** Read late: of a neighbour only the version matters. */
  readonly values: () => UseValues;
}

/** @param what the use without values, as a noun phrase */
export function valuesAt(
  { duplicates }: OuterDocument,
  node: ValueNode | undefined,
  prefix: readonly string[],
  what: string,
): UseValues {
  if (node === undefined) return { kind: 'none', what };
  if (node.kind !== 'map') return notAMap(node.origin, prefix.join('.'));
  return { kind: 'part', prefix, values: node, duplicates: duplicatesWithin(duplicates, [node]) };
}

export function notAMap(origin: Origin, path: string): UseValues {
  const message = `${path} is no map, where Helm needs the keys of the chart's values; write them below it`;
  return brokenAt(origin, message);
}

export function brokenAt(origin: Origin, message: string): UseValues {
  const place =
    origin.kind === 'file'
      ? { file: origin.file, line: origin.line, column: origin.column }
      : { flag: describeOrigin(origin) };
  return { kind: 'broken', error: { ...place, kind: 'not-a-map', message } };
}

/** The duplicates that stand in one of the nodes. */
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

/** Whether a reference such as `grafana/pyroscope` or `oci://host/charts/pyroscope` is to the chart. */
export function refersTo(reference: string | undefined, chartName: string): boolean {
  return reference !== undefined && reference.slice(reference.lastIndexOf('/') + 1) === chartName;
}
