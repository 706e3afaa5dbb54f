import { asVersion, isBefore, majorOf } from '../../../chart/versions.ts';
import { type ImageReference, readImage } from '../../../image-reference.ts';
import type { Tree } from '../../../pack.ts';
import { valuesBehind } from '../../../release/from-values.ts';
import { mergeValues } from '../../../values/merge.ts';
import { readAgain } from '../../../values/printed.ts';
import { isTrueInTemplate, lookup, type MapNode, nowhere, type ValueNode } from '../../../values/tree.ts';
import { FIRST_CHART, type OwnServer, ownServer } from '../facts/charts.ts';
import type { Layout } from '../facts/components.ts';
import { type PyroscopePhase, phaseOfToggles, STORAGE_PATH } from '../facts/phases.ts';
import { type ServerConfig, serverConfigOf } from './config-values.ts';
import { renderedText } from './node-texts.ts';

/** Values as the templates of the chart take them. */
export interface ChartValues {
  readonly chart: string;
  /** 1 or 2: the flags of the two differ. */
  readonly chartMajor: number;
  /** The phase that the chart renders; `off` where both layers are off and the chart fails. */
  readonly phase: PyroscopePhase | 'off';
  /** By the toggles alone; a state says what is there. */
  readonly mode: Layout;
  readonly components: readonly ComponentValues[];
  /** What config.yaml holds: `pyroscope.config` under `pyroscope.structuredConfig`. */
  readonly config: ServerConfig;
  /** What somebody wrote at a path; undefined for defaults of the chart. */
  readonly given: (...path: string[]) => ValueNode | undefined;
  /** `.Values` at a path. */
  readonly value: (...path: string[]) => ValueNode | undefined;
  readonly user: MapNode;
  readonly resolved: MapNode;
}

/** One workload that the chart renders, with the values it is rendered from: the pyroscope block under its own. */
export interface ComponentValues {
  /** `all` for the single binary. */
  readonly name: string;
  readonly value: (...path: string[]) => ValueNode | undefined;
  readonly extraArgs: ReadonlyMap<string, ValueNode>;
  /** Its image; the tag is left out where it is the chart's own. */
  readonly image: ImageReference;
  /** The server's version: the image's tag where it is a version, else the chart's own server. */
  readonly server: string;
  /** Whether that is no more than what the neighbours of an unknown chart let expect. */
  readonly isServerGuessed: boolean;
}

const EMPTY: MapNode = { kind: 'map', entries: new Map(), origin: nowhere };

const mapAt = (node: ValueNode, ...path: string[]): MapNode => {
  const found = lookup(node, path);
  return found?.kind === 'map' ? found : EMPTY;
};

/** The storage layers that the templates see as on: by Go's template truth, so the text "false" is on. */
interface Toggles {
  readonly v1: boolean;
  readonly v2: boolean;
}

function togglesOf(resolved: MapNode): Toggles {
  const isOn = (layer: keyof Toggles): boolean =>
    isTrueInTemplate(lookup(resolved, [...STORAGE_PATH, layer]));
  return { v1: isOn('v1'), v2: isOn('v2') };
}

/** Charts that know no toggles render v1. */
const phaseRendered = ({ v1, v2 }: Toggles, chart: string): PyroscopePhase | 'off' =>
  isBefore(chart, FIRST_CHART.phases) ? 'v1' : phaseOfToggles(v1, v2);

/** @param resolved `.Values` @param chart charts before 1.15.1 know no architecture.microservices */
function modeOf(resolved: MapNode, chart: string): Layout {
  const isOn = isTrueInTemplate(lookup(resolved, ['architecture', 'microservices', 'enabled']));
  if (isOn && !isBefore(chart, FIRST_CHART.phases)) return 'microservices';
  return mapAt(resolved, 'pyroscope', 'components').entries.size > 0 ? 'legacy' : 'single-binary';
}

/** The chart's own blocks of the layers that are on (charts from 1.15.1, template pyroscope.components). */
function ownBlocks(resolved: MapNode, { v1, v2 }: Toggles): MapNode {
  const block = (layer: string): MapNode => mapAt(resolved, 'architecture', 'microservices', layer);
  return mergeValues([...(v1 ? [block('v1')] : []), ...(v2 ? [block('v2')] : [])]);
}

/** From 1.19.2 on `pyroscope.components` tunes the chart's own components and adds none. */
function microservices(resolved: MapNode, toggles: Toggles, chart: string): MapNode {
  const own = ownBlocks(resolved, toggles);
  const given = mapAt(resolved, 'pyroscope', 'components');
  if (isBefore(chart, FIRST_CHART.leavingV1Out)) return mergeValues([own, given]);
  const tuned = [...given.entries].filter(([name]) => own.entries.has(name));
  return mergeValues([own, { ...given, entries: new Map(tuned) }]);
}

/**
 * The image that the chart puts together, without the chart's own tag where nobody writes one (charts 1.14.0 to 2.2.1; the
 * registry from 1.19.1 on). Texts that something fills in before Helm are left out.
 */
function imageOf(values: MapNode, resolved: MapNode): ImageReference {
  const part = (key: string): string => renderedText(lookup(values, ['image', key])) ?? '';
  const ofAll = lookup(resolved, ['global', 'imageRegistry']);
  const registry = isTrueInTemplate(ofAll) ? (renderedText(ofAll) ?? '') : part('registry');
  return readImage(`${registry === '' ? '' : `${registry}/`}${part('repository')}:${part('tag')}`);
}

function component(name: string, block: ValueNode, resolved: MapNode, own: OwnServer): ComponentValues {
  const shared = mapAt(resolved, 'pyroscope');
  // Templates write the components as JSON and read them again.
  const values = block === EMPTY ? shared : mergeValues([shared, readAgain(block)]);
  const { entries: extraArgs } = mapAt(values, 'extraArgs');
  const image = imageOf(values, resolved);
  const tagged = asVersion(image.tag);
  return {
    name,
    value: (...path) => lookup(values, path),
    extraArgs,
    image,
    server: tagged ?? own.version,
    isServerGuessed: tagged === undefined && !own.isCertain,
  };
}

/**
 * The workloads that a chart renders from its `.Values`.
 * @param appVersion the server that the chart's own Chart.yaml names, where that was seen
 */
function componentsOf(
  resolved: MapNode,
  toggles: Toggles,
  chart: string,
  appVersion?: string,
): readonly ComponentValues[] {
  const own = appVersion === undefined ? ownServer(chart) : { version: appVersion, isCertain: true };
  const mode = modeOf(resolved, chart);
  const blocks =
    mode === 'microservices'
      ? microservices(resolved, toggles, chart)
      : mapAt(resolved, 'pyroscope', 'components');
  if (blocks.entries.size === 0) return [component('all', EMPTY, resolved, own)];
  return [...blocks.entries].map(([name, block]) => component(name, block, resolved, own));
}

/**
 * The version of a component's server; undefined for a tag such as `latest`, behind which any server may be, and for the
 * own server of a chart that is not known.
 */
export function knownServer({ value, image, isServerGuessed, server }: ComponentValues): string | undefined {
  const own = isServerGuessed ? undefined : server;
  if (!isTrueInTemplate(value('image', 'tag'))) return own;
  return asVersion(image.tag) === undefined ? undefined : own;
}

/** @param tree `.Values`, made by the engine @param appVersion the server that the chart's own Chart.yaml names */
export function chartValues(tree: Tree, chart: string, appVersion?: string): ChartValues {
  const { user, resolved, textOf } = valuesBehind(tree);
  const toggles = togglesOf(resolved);
  return {
    chart,
    chartMajor: majorOf(chart),
    phase: phaseRendered(toggles, chart),
    mode: modeOf(resolved, chart),
    components: componentsOf(resolved, toggles, chart, appVersion),
    config: serverConfigOf(resolved, textOf),
    given: (...path) => lookup(user, path),
    value: (...path) => lookup(resolved, path),
    user,
    resolved,
  };
}
