import type { ValuePath } from '../../../../lint/finding.ts';
import { ALL } from '../../facts/components.ts';
import type { ComponentValues } from '../../values/component-values.ts';
import type { PyroscopeValues } from '../../values/pyroscope-values.ts';

/** The workload that holds the metastore: its own StatefulSet, or the single binary. */
export interface Metastore {
  readonly component: ComponentValues;
  readonly isSingleBinary: boolean;
  /** The block in which values for it alone are written. */
  readonly block: ValuePath;
}

/** Whether the chart renders the v2 layer, alone or beside v1. */
export const rendersV2 = ({ phase }: Pick<PyroscopeValues, 'phase'>): boolean =>
  phase === 'dual' || phase === 'v2';

/** The metastore that a release runs; undefined where it runs none. */
export function metastoreOf(values: Pick<PyroscopeValues, 'phase' | 'components'>): Metastore | undefined {
  if (!rendersV2(values)) return undefined;
  const component = values.components.find(({ name }) => name === 'metastore' || name === ALL);
  if (component === undefined) return undefined;
  const isSingleBinary = component.name === ALL;
  const block = isSingleBinary ? ['pyroscope'] : ['pyroscope', 'components', 'metastore'];
  return { component, isSingleBinary, block };
}
