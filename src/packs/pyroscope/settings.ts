import { isBefore } from '../../chart/versions.ts';
import type { StatedIntent } from '../../step/pack.ts';
import { describeSource, type Sourced } from '../../step/source.ts';
import { isTrueInTemplate } from '../../values/template-truth.ts';
import { describeOrigin, lookup, type ValueNode } from '../../values/tree.ts';
import { FIRST_CHART } from './facts/charts.ts';
import { isPhase, type Phase, phaseOfToggles, STORAGE_PATH } from './facts/phases.ts';

export { phaseOfToggles };

/** What the user asked for, each with its source; what nobody asked for is left to the manifests. */
export interface Settings {
  readonly phase?: Sourced<Phase>;
  /** As written: a rule judges whether it is a weight. */
  readonly ingesterWeight?: Sourced<string>;
  readonly segmentWriterWeight?: Sourced<string>;
  /** `auto`, a time as written, or empty for none. */
  readonly queryBackendFrom?: Sourced<string>;
}

const fromValues = <T>(value: T, node: ValueNode): Sourced<T> => ({
  value,
  source: { kind: 'values', origin: describeOrigin(node.origin) },
});

/** The phase that the user's values ask a chart version for: undefined if no toggle is written. */
export function phaseInValues(values: ValueNode, chart: string): Sourced<Phase | 'off'> | undefined {
  const v1 = lookup(values, [...STORAGE_PATH, 'v1']);
  const v2 = lookup(values, [...STORAGE_PATH, 'v2']);
  const written = v2 ?? v1;
  if (written === undefined) return undefined;
  const isOn = (node: ValueNode | undefined, byDefault: boolean): boolean =>
    node ? isTrueInTemplate(node) : byDefault;
  const v1ByDefault = isBefore(chart, FIRST_CHART.v2ByDefault);
  return fromValues(phaseOfToggles(isOn(v1, v1ByDefault), isOn(v2, !v1ByDefault)), written);
}

function scalarText(node: ValueNode): string {
  if (node.kind !== 'scalar') return `a ${node.kind}`;
  return node.value === null ? '' : String(node.value);
}

function migrationValue(values: ValueNode | undefined, key: string): Sourced<string> | undefined {
  const node = values && lookup(values, [...STORAGE_PATH, 'migration', key]);
  return node && fromValues(scalarText(node), node);
}

const SETTINGS = ['ingesterWeight', 'segmentWriterWeight', 'queryBackendFrom'] as const;

export type SettingsProblem = 'both-layers-off';

/**
 * Joins what flags, environment and config state with what the values say; the former go first.
 * @param chart version of the chart, whose defaults count for a toggle left out
 */
export function resolveSettings(
  stated: StatedIntent,
  values: ValueNode | undefined,
  chart: string,
): Settings | SettingsProblem {
  const { phase: asked } = stated;
  const toggled = values && phaseInValues(values, chart);
  if (asked === undefined && toggled?.value === 'off') return 'both-layers-off';
  const statedPhase =
    asked && isPhase(asked.value) ? { value: asked.value, source: asked.source } : undefined;
  const phase = statedPhase ?? (toggled as Sourced<Phase> | undefined);
  const settings = SETTINGS.flatMap((key) => {
    const found = stated.settings.get(key) ?? migrationValue(values, key);
    return found ? [[key, found] as const] : [];
  });
  return { ...(phase && { phase }), ...Object.fromEntries(settings) };
}

/** ` (from …)` for a message about a setting that the user asked for; nothing for one of the manifests. */
export const sourceOf = (setting: Sourced<string> | undefined): string =>
  setting ? ` (from ${describeSource(setting.source)})` : '';
