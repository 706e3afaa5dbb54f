import type { ValuePath } from '../../../../lint/finding.ts';
import { isTrueInTemplate } from '../../../../values/template-truth.ts';
import type { ValueNode } from '../../../../values/tree.ts';
import { ALL } from '../../components.ts';
import { QUERY_BACKEND, QUERY_BACKEND_FROM } from '../../query-backend-from.ts';
import type { ComponentValues } from '../../values/component-values.ts';
import type { PyroscopeValues } from '../../values/pyroscope-values.ts';
import { STORAGE_PATH } from '../../values/toggles.ts';
import { isChart2 } from './experiment-charts.ts';
import { renderedText } from './rendered-text.ts';

export const QUERY_BACKEND_PATH = [...STORAGE_PATH, 'migration', 'queryBackend'] as const;
export const QUERY_BACKEND_FROM_PATH = [...STORAGE_PATH, 'migration', 'queryBackendFrom'] as const;

/** A -enable-query-backend-from as a pod gets it, and what it comes from. */
export interface QueryBackendFrom {
  readonly text: string;
  readonly at: ValueNode | ValuePath;
}

/** Who answers queries in dual, by component name: the chart gives the flag to no other. */
export const dualReaders = ({ phase, components }: PyroscopeValues): readonly ComponentValues[] =>
  phase === 'dual' ? components.filter(({ name }) => name === ALL || name === 'query-frontend') : [];

function fromChart(values: PyroscopeValues, reader: ComponentValues): ValueNode | undefined {
  const node = values.value(...QUERY_BACKEND_FROM_PATH);
  if (!isTrueInTemplate(node)) return undefined;
  if (isChart2(values)) return renderedText(node) === 'auto' ? undefined : node;
  const reads = isTrueInTemplate(values.value(...QUERY_BACKEND_PATH));
  return reads && !reader.extraArgs.has(QUERY_BACKEND) ? node : undefined;
}

/** The time from which a reader asks v2, where a flag says one; undefined too for values of another type. */
export function queryBackendFrom(
  values: PyroscopeValues,
  reader: ComponentValues,
): QueryBackendFrom | undefined {
  const own = reader.extraArgs.get(QUERY_BACKEND_FROM);
  const node = own ?? fromChart(values, reader);
  const text = renderedText(node);
  if (node === undefined || text === undefined) return undefined;
  if (own === undefined && node.kind === 'scalar' && typeof node.value !== 'string') return undefined;
  return { text, at: own ?? values.given(...QUERY_BACKEND_FROM_PATH) ?? QUERY_BACKEND_FROM_PATH };
}
