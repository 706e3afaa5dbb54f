import type { ValuePath } from '../../../../lint/finding.ts';
import type { MapNode, ScalarNode, ValueNode } from '../../../../values/tree.ts';
import { CHART } from '../../chart/index.ts';
import { renderedText } from './rendered-text.ts';

/** A switch of the chart that holds a text. */
export interface WrittenToggle {
  readonly path: ValuePath;
  readonly node: ScalarNode;
  readonly text: string;
}

const PHASE_TOGGLES: ReadonlySet<string> = new Set([
  'architecture.storage.v1',
  'architecture.storage.v2',
  'architecture.microservices.enabled',
]);

/** Helm itself reads these to install a sub-chart or not, and anything but a boolean leaves it in. */
const SUBCHART_CONDITIONS: ReadonlySet<string> = new Set(['alloy.enabled', 'agent.enabled', 'minio.enabled']);

export const isPhaseToggle = (path: ValuePath): boolean => PHASE_TOGGLES.has(path.join('.'));

export const isSubchartCondition = (path: ValuePath): boolean => SUBCHART_CONDITIONS.has(path.join('.'));

function asToggle(node: ValueNode, path: ValuePath, chart: string): readonly WrittenToggle[] {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return [];
  const text = renderedText(node);
  return text !== undefined && CHART.keyAt(path, chart)?.shape.kind === 'toggle'
    ? [{ path, node, text }]
    : [];
}

/** Switches that somebody gave a text; other types than that are the schema's business. */
export function writtenToggles(node: MapNode, chart: string, path: ValuePath = []): readonly WrittenToggle[] {
  return [...node.entries].flatMap(([key, child]) => {
    const here = [...path, key];
    return child.kind === 'map' ? writtenToggles(child, chart, here) : asToggle(child, here, chart);
  });
}
