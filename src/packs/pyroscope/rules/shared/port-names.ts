import type { Report } from '../../../../lint/finding.ts';
import type { ValueNode } from '../../../../values/tree.ts';
import { ALL } from '../../components.ts';
import type { ComponentValues } from '../../values/component-values.ts';
import type { PyroscopeValues } from '../../values/pyroscope-values.ts';
import { metastoreOf } from './metastore.ts';
import { shownPath, writtenFor } from './written-path.ts';

const isOther = (node: ValueNode | undefined, name: string): node is ValueNode =>
  node?.kind === 'scalar' && typeof node.value === 'string' && node.value !== name;

/** A port name that the chart's SRV lookups do not follow. */
function nameReport(
  values: PyroscopeValues,
  component: ComponentValues | undefined,
  block: 'grpc' | 'metastore',
  expected: 'grpc' | 'raft',
): readonly Report[] {
  const name = component?.value(block, 'port_name');
  if (!component || !isOther(name, expected)) return [];
  const written = writtenFor(values, component, block, 'port_name');
  const path = written?.path ?? ['pyroscope', block, 'port_name'];
  const args = { what: 'name', key: shownPath(path), name: name.kind === 'scalar' ? String(name.value) : '' };
  return [{ at: written?.node ?? path, args: { ...args, expected } }];
}

/** Names of ports that the addresses of v2 do not look for. */
export function nameReports(values: PyroscopeValues): readonly Report[] {
  const { components } = values;
  const asked = components.some(({ extraArgs }) => !extraArgs.has('query-backend.address'));
  const called = asked ? components.find(({ name }) => name === 'query-backend' || name === ALL) : undefined;
  const metastore = metastoreOf(values)?.component;
  const joins = metastore?.extraArgs.has('metastore.raft.bootstrap-peers') ? undefined : metastore;
  return [...nameReport(values, called, 'grpc', 'grpc'), ...nameReport(values, joins, 'metastore', 'raft')];
}
