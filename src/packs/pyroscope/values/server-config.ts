import { mergeValues } from '../../../values/merge.ts';
import { isTrueInTemplate } from '../../../values/template-truth.ts';
import { lookup, type MapNode, nowhere, scalar, type ValueNode } from '../../../values/tree.ts';
import { configText } from './config-text.ts';

/** The server's configuration as the chart writes it to config.yaml. */
export interface ServerConfig {
  readonly tree: MapNode;
  readonly value: (...path: string[]) => ValueNode | undefined;
  /** Whether parts of it come from templates, so that what is not seen may still be there. */
  readonly isTemplated: boolean;
}

const map = (...entries: [string, ValueNode][]): MapNode => ({
  kind: 'map',
  entries: new Map(entries),
  origin: nowhere,
});

/** What the chart's own `pyroscope.config` renders: S3 on the minio that comes along. */
function ownConfig(resolved: MapNode): MapNode {
  if (!isTrueInTemplate(lookup(resolved, ['minio', 'enabled']))) return map();
  const s3 = map(['bucket_name', scalar('', nowhere)]);
  return map(['storage', map(['backend', scalar('s3', nowhere)], ['s3', s3])]);
}

/** @param resolved `.Values` @param textOf the text of a file that origins belong to */
export function serverConfigOf(resolved: MapNode, textOf: (file: string) => string): ServerConfig {
  const node = lookup(resolved, ['pyroscope', 'config']);
  const written = node?.origin.kind === 'default' ? undefined : configText(node, textOf);
  const structured = lookup(resolved, ['pyroscope', 'structuredConfig']);
  const layers = [written?.tree ?? (node?.origin.kind === 'default' ? ownConfig(resolved) : map())];
  const tree = mergeValues([...layers, ...(structured ? [structured] : [])]);
  return { tree, value: (...path) => lookup(tree, path), isTemplated: written?.isTemplated ?? false };
}
