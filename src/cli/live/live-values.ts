import { type FileOrigin, fromJson, type MapNode, nowhere, type ValueNode } from '../../values/tree.ts';

/** Values that were asked of the cluster have no place in any file: an empty name says so. */
const FROM_CLUSTER: FileOrigin = { kind: 'file', file: '', line: 1, column: 1, start: 0, end: 0 };

const EMPTY: MapNode = { kind: 'map', entries: new Map(), origin: nowhere };

const asMap = (node: ValueNode): MapNode => (node.kind === 'map' ? node : EMPTY);

/** What `helm get values` says, as values that somebody wrote. */
export const writtenTree = (json: unknown): MapNode => asMap(fromJson(json ?? {}, FROM_CLUSTER));
