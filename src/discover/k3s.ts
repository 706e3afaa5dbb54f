import type { HelmMajor } from '../values/tree.ts';
import { type ChartReference, chartIn } from './chart-reference.ts';
import { writtenVersion } from './chart-version.ts';
import { type KubernetesObject, mapField, textField, whereWritten } from './documents.ts';
import { type Layer, layerInText } from './layers.ts';

/** A HelmChart of the controller that k3s and RKE2 bring along (helm.cattle.io/v1). */
export const isK3sChart = ({ group, kind }: KubernetesObject): boolean =>
  group === 'helm.cattle.io' && kind === 'HelmChart';

/** It lays `set` over the text in `valuesContent`. */
export function k3sUses(
  object: KubernetesObject,
  chartNames: readonly string[],
  helm: HelmMajor,
): readonly ChartReference[] {
  const { root, title, name } = object;
  const written = textField(root, 'spec', 'chart');
  // The chart may be the address of an archive.
  const [, archived] = /([^/]+)-v?\d[^/]*\.tgz$/.exec(written ?? '') ?? [];
  const chart = chartIn(archived ?? written, chartNames);
  if (chart === undefined) return [];
  const node = mapField(root, 'spec', archived === undefined ? 'version' : 'chart');
  const version = writtenVersion(node, whereWritten(object, node).file, 'HelmChart');
  const namespace = textField(root, 'spec', 'targetNamespace') ?? textField(root, 'metadata', 'namespace');
  const layers = (): readonly Layer[] => {
    const set = mapField(root, 'spec', 'set');
    const entries = set?.kind === 'map' ? [...set.entries] : [];
    return [
      ...contentOf(object, helm),
      ...entries.flatMap(([key, value]): readonly Layer[] =>
        value.kind === 'scalar'
          ? [
              {
                kind: 'set',
                flag: { flag: '--set', text: `${key}=${String(value.value ?? '')}` },
                origin: value.origin,
                prefix: whereWritten(object, value, ['spec', 'set']).path,
              },
            ]
          : [],
      ),
    ];
  };
  return [
    {
      chart,
      title,
      what: `a HelmChart of ${chart}`,
      release: name,
      layers,
      ...(namespace !== undefined && { namespace }),
      ...(version && { version }),
    },
  ];
}

function contentOf(object: KubernetesObject, helm: HelmMajor): readonly Layer[] {
  const text = mapField(object.root, 'spec', 'valuesContent');
  if (!text) return [];
  const { file, path } = whereWritten(object, text, ['spec', 'valuesContent']);
  return layerInText(text, path, { file, helm });
}
