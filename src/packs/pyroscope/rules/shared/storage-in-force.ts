import type { Phase } from '../../phases.ts';
import type { ComponentValues } from '../../values/component-values.ts';
import type { PyroscopeValues } from '../../values/pyroscope-values.ts';
import { isChart2 } from './experiment-charts.ts';
import { renderedText } from './rendered-text.ts';

const PHASE_OF: Readonly<Record<string, Phase>> = { v1: 'v1', v2: 'v2', 'v1-v2-dual': 'dual' };

/** The phase that a component's server is told: extraArgs beat the toggles on 2.x. undefined where it cannot be told. */
export function storageInForce(values: PyroscopeValues, component: ComponentValues): Phase | undefined {
  const own = isChart2(values) ? component.extraArgs.get('architecture.storage') : undefined;
  if (own) return PHASE_OF[renderedText(own) ?? ''];
  return values.phase === 'off' ? undefined : values.phase;
}
