import { asVersion } from '../../../chart/versions.ts';
import { readImage } from '../../../image-reference.ts';
import { type Known, known, type Path, type Tree, unsure, when } from '../../../pack.ts';
import { entriesIn } from './entries.ts';
import type { PrometheusServer } from './facts.ts';
import { resourceAsConfig, resourceAsFlags } from './resource.ts';

/** A switch; undefined where nobody says it. */
export const isTrue = (said: Known<string> | undefined): Known<boolean> | undefined =>
  said && when(said, (word) => word === 'true');

/** A count, such as that of replicas. */
export const number = (said: Known<string> | undefined, byDefault: number): Known<number> =>
  said ? when(said, Number) : known(byDefault, 'default');

/** `v3.14.0-distroless` is 3.14.0: what is behind the dash is the kind of image. */
export const serverVersion = (said: Known<string> | undefined): Known<string> | undefined =>
  said && when(said, (word) => asVersion(word.replace(/-[a-z].*$/, '')) ?? (Number.NaN as unknown as string));

function versionOf(spec: Tree): Known<string> {
  const said = spec.at('version');
  const image = spec.at('image');
  const tag = image && when(image, (text) => readImage(text).tag ?? '');
  const read = serverVersion(said ?? tag);
  return read?.sure ? read : unsure('the version of its Prometheus is not named', (said ?? image)?.place);
}

/** Labels, as a map of their names to what they say. */
export const labelsAt = (tree: Tree, path: Path): Readonly<Record<string, Known<string>>> =>
  Object.fromEntries(
    tree.keys(...path).flatMap((key) => {
      const said = tree.at(...path, key);
      return said ? [[String(key), said] as const] : [];
    }),
  );

/** A Prometheus as the spec of its custom resource has it. */
export function fromSpec(spec: Tree, kind: string): PrometheusServer {
  const replicaLabel = spec.at('replicaExternalLabelName');
  return {
    name: 'prometheus',
    kind,
    server: versionOf(spec),
    replicas: number(spec.at('replicas'), 1),
    shards: number(spec.at('shards'), 1),
    flags: resourceAsFlags(spec),
    variables: {},
    config: resourceAsConfig(spec),
    resource: spec,
    spelling: 'resource',
    duplicates: [],
    entries: entriesIn(spec, ['remoteWrite'], 'resource'),
    readers: entriesIn(spec, ['remoteRead'], 'resource'),
    isAgent: kind === 'PrometheusAgent',
    receives: isTrue(spec.at('enableRemoteWriteReceiver')) ?? known(false, 'default'),
    externalLabels: labelsAt(spec, ['externalLabels']),
    replicaLabel: spec.has('replicaExternalLabelName')
      ? (replicaLabel ?? known('', 'chart', spec.place('replicaExternalLabelName')))
      : known('prometheus_replica', 'default'),
  };
}
