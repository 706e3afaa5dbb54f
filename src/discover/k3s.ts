import type { HelmMajor } from '../values/tree.ts';
import { type ChartReference, chartIn } from './chart-reference.ts';
import { writtenVersion } from './chart-version.ts';
import { itemsField, type KubernetesObject, mapField, textField, whereWritten } from './documents.ts';
import { type Layer, layerInText, layerOfObject } from './layers.ts';

const GROUP = 'helm.cattle.io';

/** A HelmChart of the controller that k3s and RKE2 bring along (helm.cattle.io/v1). */
export const isK3sChart = ({ group, kind }: KubernetesObject): boolean =>
  group === GROUP && kind === 'HelmChart';

/** What is laid over the HelmChart of the same name and namespace. */
export const isK3sConfig = ({ group, kind }: KubernetesObject): boolean =>
  group === GROUP && kind === 'HelmChartConfig';

/** It lays the HelmChartConfig over the values of the HelmChart, and `set` over both (helm-controller 0.16). */
export function k3sUses(
  object: KubernetesObject,
  chartNames: readonly string[],
  helm: HelmMajor,
  findConfig: () => KubernetesObject | undefined,
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
    const config = findConfig();
    return [...valuesOf(object, helm), ...(config ? valuesOf(config, helm) : []), ...setLayers(object)];
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

/** The text, the map of newer versions, and what is in the cluster, in this order. */
function valuesOf(object: KubernetesObject, helm: HelmMajor): readonly Layer[] {
  const { root } = object;
  const text = mapField(root, 'spec', 'valuesContent');
  const { file, path } = whereWritten(object, text, ['spec', 'valuesContent']);
  return [
    ...(text ? layerInText(text, path, { file, helm }) : []),
    ...layerOfObject(mapField(root, 'spec', 'values'), ['spec', 'values'], object),
    ...itemsField(root, 'spec', 'valuesSecrets').map(
      (one): Layer => ({ kind: 'unread', what: `Secret ${textField(one, 'name') ?? ''}`.trim() }),
    ),
  ];
}

/** Sorted by their keys; only integers and the words true, false and null have a type. */
function setLayers(object: KubernetesObject): readonly Layer[] {
  const set = mapField(object.root, 'spec', 'set');
  const entries = set?.kind === 'map' ? [...set.entries].toSorted(([a], [b]) => (a < b ? -1 : 1)) : [];
  return entries.flatMap(([key, node]): readonly Layer[] => {
    if (node.kind !== 'scalar') return [];
    const value = String(node.value ?? '');
    const isTyped = typeof node.value !== 'string' || /^(?:true|false|null)$/i.test(value);
    return [
      {
        kind: 'set',
        flag: isTyped
          ? { flag: '--set', text: `${key}=${value}` }
          : { flag: '--set-string', text: `${key}=${value.replace(/(?<!\\)((?:\\\\)*),/g, '$1\\,')}` },
        origin: node.origin,
        name: undefined,
        assigned: {
          flag: isTyped ? '--set' : '--set-string',
          asTyped: 'write its value without quotes',
          // A word such as true is a boolean there in quotes, too.
          asText:
            typeof node.value === 'boolean'
              ? 'set it in valuesContent, in quotes'
              : 'write its value in quotes',
        },
        prefix: whereWritten(object, node, ['spec', 'set']).path,
      },
    ];
  });
}
