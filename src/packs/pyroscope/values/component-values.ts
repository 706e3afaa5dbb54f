import { asVersion, isBefore } from '../../../chart/versions.ts';
import { mergeValues } from '../../../values/merge.ts';
import { isTrueInTemplate } from '../../../values/template-truth.ts';
import { lookup, type MapNode, nowhere, type ScalarNode, type ValueNode } from '../../../values/tree.ts';
import { FIRST_CHART, type OwnServer, ownServer } from '../facts/charts.ts';
import type { Layout } from '../read/facts.ts';
import type { Toggles } from './toggles.ts';

/** One workload that the chart renders, with the values it is rendered from: the pyroscope block under its own. */
export interface ComponentValues {
  /** `all` for the single binary. */
  readonly name: string;
  readonly value: (...path: string[]) => ValueNode | undefined;
  /** What extraArgs say for a flag, without dashes. */
  readonly extraArg: (flag: string) => ScalarNode | undefined;
  readonly extraArgs: ReadonlyMap<string, ValueNode>;
  /** The server's version: image.tag where it is a version, else the chart's own server. */
  readonly server: string;
  /** Whether that is no more than what the neighbours of an unknown chart let expect. */
  readonly isServerGuessed: boolean;
}

const EMPTY: MapNode = { kind: 'map', entries: new Map(), origin: nowhere };

const mapAt = (node: ValueNode, ...path: string[]): MapNode => {
  const found = lookup(node, path);
  return found?.kind === 'map' ? found : EMPTY;
};

/** @param resolved `.Values` @param chart charts before 1.15.1 know no architecture.microservices */
export function modeOf(resolved: MapNode, chart: string): Layout {
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

function component(name: string, block: ValueNode, resolved: MapNode, own: OwnServer): ComponentValues {
  const shared = mapAt(resolved, 'pyroscope');
  const values = block === EMPTY ? shared : mergeValues([shared, block]);
  const { entries: extraArgs } = mapAt(values, 'extraArgs');
  const tag = lookup(values, ['image', 'tag']);
  const tagged = tag?.kind === 'scalar' ? asVersion(String(tag.value)) : undefined;
  return {
    name,
    value: (...path) => lookup(values, path),
    extraArg: (flag) => {
      const node = extraArgs.get(flag);
      return node?.kind === 'scalar' ? node : undefined;
    },
    extraArgs,
    server: tagged ?? own.version,
    isServerGuessed: tagged === undefined && !own.isCertain,
  };
}

/**
 * The workloads that a chart renders from its `.Values`.
 * @param appVersion the server that the chart's own Chart.yaml names, where that was seen
 */
export function componentsOf(
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
