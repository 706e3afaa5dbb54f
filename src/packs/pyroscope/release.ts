import type { ManifestObject } from '../../manifest/object.ts';
import type { Sourced } from '../../step/source.ts';
import type { YamlNode } from '../../yaml/node.ts';
import { ALL, isV1Only, isV2Only } from './facts/components.ts';
import type { Layout } from './read/facts.ts';
import type { Workload } from './workload.ts';

/** One Pyroscope release of the stream. */
export interface Release {
  readonly name: string;
  readonly namespace: string;
  readonly chart: Sourced<string>;
  readonly chartMajor: number;
  readonly appVersion: string | undefined;
  readonly objects: readonly ManifestObject[];
  readonly workloads: readonly Workload[];
  readonly layout: Layout;
  /** The server's config.yaml out of the release's ConfigMap; null where it is empty or not there. */
  readonly config: YamlNode | null;
  /** overrides.yaml likewise: limits by tenant. */
  readonly overrides: YamlNode | null;
}

export const componentsOf = (workloads: readonly Workload[]): ReadonlySet<string> =>
  new Set(workloads.map((workload) => workload.component));

export const workloadOf = (release: Release, component: string): Workload | undefined =>
  release.workloads.find((workload) => workload.component === component);

/** The workload that holds the metastore: its own, or the single binary. */
export const metastoreOf = (release: Release): Workload | undefined =>
  workloadOf(release, 'metastore') ?? workloadOf(release, ALL);

/** The chart names everything after this: `<fullname>-memberlist` and, in the cluster label, `<namespace>-<fullname>`. */
export function fullnameOf(
  objects: readonly { readonly kind: string | undefined; readonly name: string }[],
): string | undefined {
  const memberlist = objects.find((one) => one.kind === 'Service' && one.name.endsWith('-memberlist'));
  return memberlist?.name.slice(0, -'-memberlist'.length);
}

/**
 * Tells the layout apart. A render of legacy components and one of microservices in v1 hold the same objects; the
 * suffix of the memberlist cluster label, which only `architecture.microservices.enabled` adds, is the difference.
 */
export function layoutOf(workloads: readonly Workload[], objects: readonly ManifestObject[]): Layout {
  const components = componentsOf(workloads);
  if (components.has(ALL)) return 'single-binary';
  const hasV1 = [...components].some(isV1Only);
  if ([...components].some(isV2Only) || !hasV1) return 'microservices';
  const label = workloads[0]?.flags.value('memberlist.cluster-label') ?? '';
  const fullname = fullnameOf(objects);
  return fullname !== undefined && label.endsWith(`-${fullname}`) ? 'legacy' : 'microservices';
}
