import type { Tree } from '../../../pack.ts';
import { manifestTree } from '../../../rules/trees.ts';
import { withLibrary } from '../../../yaml/library.ts';
import { readText } from '../../../yaml/read.ts';

const GROUP = 'monitoring.coreos.com';

/** The custom resources of the operator as kubectl names them, which is what their CRDs are called. */
export const CUSTOM_RESOURCES: Readonly<Record<string, string>> = {
  Prometheus: `prometheuses.${GROUP}`,
  PrometheusAgent: `prometheusagents.${GROUP}`,
};

/** Reads YAML, of which JSON is a part. */
export async function treeOf(text: string): Promise<Tree> {
  const read = await withLibrary(() => readText(text));
  return manifestTree(read.ok ? read.root : null, undefined);
}
