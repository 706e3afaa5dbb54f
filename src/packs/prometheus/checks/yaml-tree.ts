import type { Tree } from '../../../pack.ts';
import { manifestTree } from '../../../rules/trees.ts';
import { withLibrary } from '../../../yaml/library.ts';
import { readText } from '../../../yaml/read.ts';

/** Reads YAML that a server or the cluster answered, of which JSON is a part; empty where it cannot be read. */
export async function treeOfYaml(text: string): Promise<Tree> {
  const read = await withLibrary(() => readText(text));
  return manifestTree(read.ok ? read.root : null, undefined);
}
