import { withArticle } from '../english.ts';
import { err } from '../result.ts';
import { embeddedPlace } from '../values/embedded-text.ts';
import { parseValues } from '../values/read-values.ts';
import { applySetFlag, type SetFlag } from '../values/set-flag.ts';
import { emptyMap, type HelmMajor, type MapNode, type Origin, type ValueNode } from '../values/tree.ts';
import { brokenAt, type ChartReference, chartIn, type ReferenceValues, valuesAt } from './chart-reference.ts';
import { writtenVersion } from './chart-version.ts';
import { itemsField, type KubernetesObject, mapField, type OuterDocument, textField } from './documents.ts';

export const isArgoApplication = ({ group, kind }: KubernetesObject): boolean =>
  group === 'argoproj.io' && (kind === 'Application' || kind === 'ApplicationSet');

interface Source {
  readonly node: ValueNode;
  readonly path: readonly string[];
}

/** The sources of an Argo CD Application or ApplicationSet that are of one of the charts. */
export function argoUses(
  application: KubernetesObject,
  chartNames: readonly string[],
  helm: HelmMajor,
): readonly ChartReference[] {
  const sources = sourcesOf(application).flatMap((source) => {
    const chart = chartIn(textField(source.node, 'chart'), chartNames);
    return chart === undefined ? [] : { source, chart };
  });
  return sources.map(({ source, chart }) => {
    const use = useOf(application, source, chart, helm);
    return sources.length > 1 ? { ...use, title: `${use.title}, source ${source.path.at(-1)}` } : use;
  });
}

function sourcesOf({ kind, root }: KubernetesObject): readonly Source[] {
  const path = kind === 'ApplicationSet' ? ['spec', 'template', 'spec'] : ['spec'];
  const spec = mapField(root, ...path);
  const single = mapField(spec, 'source');
  const several = itemsField(spec, 'sources').map((node, at) => ({
    node,
    path: [...path, 'sources', String(at)],
  }));
  return single ? [{ node: single, path: [...path, 'source'] }, ...several] : several;
}

function useOf(
  application: KubernetesObject,
  { node, path }: Source,
  chart: string,
  helm: HelmMajor,
): ChartReference {
  const { kind, title, document } = application;
  const version = writtenVersion(mapField(node, 'targetRevision'), document.file, kind);
  const words = `${withArticle(kind)} of ${chart}`;
  const isTemplate = kind === 'ApplicationSet';
  const given = { document, node: mapField(node, 'helm'), path: [...path, 'helm'], words, helm, isTemplate };
  return { chart, title, files: [], values: () => argoValues(given), ...(version && { version }) };
}

/** The `helm` part of a source of an Argo CD Application. */
interface ArgoHelm {
  readonly document: OuterDocument;
  readonly node: ValueNode | undefined;
  readonly path: readonly string[];
  /** A noun phrase for the Application. */
  readonly words: string;
  readonly helm: HelmMajor;
  /** Whether what stands between double braces is filled in later, as in an ApplicationSet. */
  readonly isTemplate: boolean;
}

/** Argo CD reads `valuesObject`, else the text in `values`, and lays `parameters` over either. */
function argoValues(argo: ArgoHelm): ReferenceValues {
  const written = writtenValues(argo);
  const parameters = itemsField(argo.node, 'parameters');
  if (parameters.length === 0 || written.kind === 'broken') return written;
  const base = written.kind === 'part' ? written : parametersAlone(argo);
  return { ...base, values: withParameters(base.values, parameters, argo.helm) };
}

function writtenValues({ document, node, path, words, helm, isTemplate }: ArgoHelm): ReferenceValues {
  const nothing: ReferenceValues = { kind: 'none', what: `${words} that sets no values` };
  const object = mapField(node, 'valuesObject');
  if (object) return valuesAt(document, object, [...path, 'valuesObject'], words);
  const text = mapField(node, 'values');
  if (text === undefined) return nothing;
  if (text.kind !== 'scalar' || typeof text.value !== 'string') return textNeeded(text);
  if (text.value.trim() === '' || text.origin.kind !== 'file') return nothing;
  const read = parseValues(text.value, embeddedPlace(text.value, text.origin, document.file), helm);
  if (read.ok) return { kind: 'part', prefix: [...path, 'values'], ...read.value };
  if (isTemplate && text.value.includes('{{'))
    return { kind: 'none', what: `${words} whose values are a template` };
  return { kind: 'broken', error: read.error };
}

const textNeeded = ({ origin }: ValueNode): ReferenceValues =>
  brokenAt(
    origin,
    'helm.values must be a string, and Argo CD rejects anything else; write values: | above the keys, or rename it to valuesObject',
  );

function parametersAlone({ node, path, document }: ArgoHelm): Extract<ReferenceValues, { kind: 'part' }> {
  const origin = mapField(node, 'parameters')?.origin ?? document.values.origin;
  return { kind: 'part', prefix: [...path, 'parameters'], values: emptyMap(origin), duplicates: [] };
}

/**
 * The values with `helm.parameters` of an Argo CD Application on top: each is a --set, or a --set-string with
 * `forceString`. What Helm would refuse is left out.
 * @returns values that point at the parameters where these set them
 */
const withParameters = (values: MapNode, parameters: readonly ValueNode[], helm: HelmMajor): MapNode =>
  parameters.reduce<MapNode>((base, parameter) => applyOne(base, parameter, helm), values);

function applyOne(base: MapNode, parameter: ValueNode, helm: HelmMajor): MapNode {
  const value = mapField(parameter, 'value');
  const flag = flagOf(parameter, value);
  if (!flag) return base;
  const readFile = () => err('files for parameters are not read');
  const applied = applySetFlag(base, flag, { readFile, helm });
  if (!applied.ok || applied.value.kind !== 'map') return base;
  return located(applied.value, (value ?? parameter).origin);
}

function flagOf(parameter: ValueNode, value: ValueNode | undefined): SetFlag | undefined {
  const name = textField(parameter, 'name');
  if (name === undefined || (value !== undefined && value.kind !== 'scalar')) return undefined;
  const forced = mapField(parameter, 'forceString');
  const flag = forced?.kind === 'scalar' && forced.value === true ? '--set-string' : '--set';
  return { flag, text: `${name}=${escapeCommas(String(value?.value ?? ''))}` };
}

/** As Argo CD does: a comma separates nothing but the items of a list in braces. */
const escapeCommas = (value: string): string =>
  /^\{.*\}$/s.test(value) ? value : value.replace(/([^\\]),/g, '$1\\,');

/** The tree with what a flag has put in placed at the origin. */
function located(map: MapNode, origin: Origin): MapNode;
function located(node: ValueNode, origin: Origin): ValueNode;
function located(node: ValueNode, origin: Origin): ValueNode {
  const here = node.origin.kind === 'flag' ? { ...origin } : node.origin;
  if (node.kind === 'scalar') return { ...node, origin: here };
  if (node.kind === 'list')
    return { ...node, items: node.items.map((item) => located(item, origin)), origin: here };
  const entries = [...node.entries].map(([key, value]) => [key, located(value, origin)] as const);
  return { ...node, entries: new Map(entries), origin: here };
}
