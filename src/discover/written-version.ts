import type { FileOrigin, ValueNode } from '../values/tree.ts';
import type { OuterFile } from './outer-document.ts';

/** A chart version, or a range of them, as it stands in a file. */
export interface WrittenVersion {
  readonly version: string;
  /** What the file says it in, such as `HelmRelease`; nothing where its name says enough. */
  readonly within?: string;
  readonly origin: FileOrigin;
}

/**
 * The version that a node says, undefined where it says none. `2.0` without quotes is a number in YAML and a version
 * all the same.
 */
export function writtenVersion(
  node: ValueNode | undefined,
  { text }: OuterFile,
  within?: string,
): WrittenVersion | undefined {
  if (node?.kind !== 'scalar' || node.origin.kind !== 'file') return undefined;
  const { value, origin } = node;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const version = (typeof value === 'number' ? text.slice(origin.start, origin.end) : value).trim();
  return version === '' ? undefined : { version, origin, ...(within !== undefined && { within }) };
}
