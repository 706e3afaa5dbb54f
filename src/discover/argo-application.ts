import { withArticle } from '../english.ts';
import type { HelmMajor } from '../values/helm-major.ts';
import type { ValueNode } from '../values/tree.ts';
import { argoValues } from './argo-values.ts';
import { type ChartUse, refersTo } from './chart-use.ts';
import type { KubernetesObject } from './kubernetes-object.ts';
import { field, itemsField, textField } from './outer-document.ts';
import { writtenVersion } from './written-version.ts';

export const isArgoApplication = ({ group, kind }: KubernetesObject): boolean =>
  group === 'argoproj.io' && (kind === 'Application' || kind === 'ApplicationSet');

interface Source {
  readonly node: ValueNode;
  readonly path: readonly string[];
}

/** The sources of an Argo CD Application or ApplicationSet that are of the chart. */
export function argoUses(
  application: KubernetesObject,
  chartName: string,
  helm: HelmMajor,
): readonly ChartUse[] {
  const sources = sourcesOf(application).filter(({ node }) => refersTo(textField(node, 'chart'), chartName));
  return sources.map((source) => {
    const use = useOf(application, source, chartName, helm);
    return sources.length > 1 ? { ...use, title: `${use.title}, source ${source.path.at(-1)}` } : use;
  });
}

function sourcesOf({ kind, root }: KubernetesObject): readonly Source[] {
  const path = kind === 'ApplicationSet' ? ['spec', 'template', 'spec'] : ['spec'];
  const spec = field(root, ...path);
  const single = field(spec, 'source');
  const several = itemsField(spec, 'sources').map((node, at) => ({
    node,
    path: [...path, 'sources', String(at)],
  }));
  return single ? [{ node: single, path: [...path, 'source'] }, ...several] : several;
}

function useOf(
  application: KubernetesObject,
  { node, path }: Source,
  chartName: string,
  helm: HelmMajor,
): ChartUse {
  const { kind, title, document } = application;
  const version = writtenVersion(field(node, 'targetRevision'), document.file, kind);
  const words = `${withArticle(kind)} of ${chartName}`;
  const isTemplate = kind === 'ApplicationSet';
  const given = { document, node: field(node, 'helm'), path: [...path, 'helm'], words, helm, isTemplate };
  return { title, files: [], values: () => argoValues(given), ...(version && { version }) };
}
