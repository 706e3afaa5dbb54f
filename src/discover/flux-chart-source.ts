import type { KubernetesObject } from './kubernetes-object.ts';
import { field, textField } from './outer-document.ts';
import { type WrittenVersion, writtenVersion } from './written-version.ts';

/** A Flux object that says where a chart comes from and in which version. */
export interface FluxChartSource {
  readonly kind: string;
  readonly name: string;
  /** The chart, or a URL that ends in it. */
  readonly chart: string;
  readonly version?: WrittenVersion;
}

/** The OCIRepository and HelmChart objects (source.toolkit.fluxcd.io) among objects. */
export const fluxChartSources = (objects: readonly KubernetesObject[]): readonly FluxChartSource[] =>
  objects.flatMap((object) => sourceOf(object) ?? []);

function sourceOf(object: KubernetesObject): FluxChartSource | undefined {
  const { group, kind, name, root, document } = object;
  if (group !== 'source.toolkit.fluxcd.io') return undefined;
  const chart = textField(root, 'spec', kind === 'OCIRepository' ? 'url' : 'chart');
  if (chart === undefined || (kind !== 'OCIRepository' && kind !== 'HelmChart')) return undefined;
  const version = writtenVersion(versionNode(object), document.file, kind);
  return { kind, name, chart, ...(version && { version }) };
}

/** Flux takes the range before the tag. */
function versionNode({ kind, root }: KubernetesObject) {
  if (kind === 'HelmChart') return field(root, 'spec', 'version');
  return field(root, 'spec', 'ref', 'semver') ?? field(root, 'spec', 'ref', 'tag');
}
