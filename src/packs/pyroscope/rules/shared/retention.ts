import { isBefore } from '../../../../chart/versions.ts';
import type { ValueNode } from '../../../../values/tree.ts';
import { FIRST_SERVER } from '../../facts/charts.ts';
import type { PyroscopeValues } from '../../values/pyroscope-values.ts';
import { configured, mayBeConfigured } from './certain-config.ts';
import { namedComponents } from './component-kinds.ts';

const V1_FLAG = 'compactor.blocks-retention-period';
export const V1_LIMIT = 'compactor_blocks_retention_period';
const V2_FLAG = 'retention-period';
export const V2_LIMIT = 'retention_period';

/** Whether a release says how long v2 keeps blocks. */
export const saysV2Retention = (values: PyroscopeValues): boolean =>
  values.components.some(({ extraArgs }) => extraArgs.has(V2_FLAG)) ||
  mayBeConfigured(values, 'limits', V2_LIMIT);

/** What says how long v1's compactor keeps blocks, whether or not a compactor is rendered. */
export function v1Retentions(values: PyroscopeValues): readonly ValueNode[] {
  const names = [...namedComponents(values).keys()];
  const flags = [
    values.given('pyroscope', 'extraArgs', V1_FLAG),
    ...names.map((name) => values.given('pyroscope', 'components', name, 'extraArgs', V1_FLAG)),
  ];
  return [...flags, configured(values, 'limits', V1_LIMIT)].filter((node) => node !== undefined);
}

/**
 * What v2 does where nobody says a period: its default is 31 days. In a single binary the cleaner is off on servers 1.21.0
 * and 2.0.1, and on in 2.2.1; in microservices it runs (audit A13).
 */
export function defaultOfV2({ mode, components }: PyroscopeValues): string {
  const server = components[0]?.server ?? '';
  if (mode !== 'single-binary' || !isBefore(server, FIRST_SERVER.cleanerInOneProcess))
    return 'v2 deletes after 31 days';
  return isBefore(server, FIRST_SERVER.cleanerUnclear)
    ? 'v2 has a period of 31 days, and a single binary of this version never deletes'
    : 'v2 has a period of 31 days';
}
