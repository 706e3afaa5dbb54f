import type { FileOrigin } from './tree.ts';

/** A key that stands twice in one map: Helm takes the later one. */
export interface DuplicateKey {
  readonly name: string;
  readonly first: FileOrigin;
  readonly second: FileOrigin;
}
