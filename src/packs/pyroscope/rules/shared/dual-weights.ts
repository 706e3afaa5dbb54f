import type { ValuePath } from '../../../../lint/finding.ts';
import type { ValueNode } from '../../../../values/tree.ts';
import { ALL } from '../../components.ts';
import type { ComponentValues } from '../../values/component-values.ts';
import type { PyroscopeValues } from '../../values/pyroscope-values.ts';
import { STORAGE_PATH } from '../../values/toggles.ts';
import { WEIGHTS } from '../../weights.ts';
import { isChart2 } from './experiment-charts.ts';
import { renderedText } from './rendered-text.ts';

export const weightPath = (key: string): ValuePath => [...STORAGE_PATH, 'migration', key];

/** A weight as a pod that writes gets it. */
export interface DualWeight {
  readonly flag: string;
  /** The key of architecture.storage.migration. */
  readonly key: string;
  /** undefined where it is of another type, or filled in before Helm. */
  readonly text: string | undefined;
  /** What to change: a value, or the path where one is missing. */
  readonly at: ValueNode | ValuePath;
  /** How to name what to change. */
  readonly setting: string;
}

/** Who decides on the write path, whatever the phase. */
export const writersOf = ({ components }: PyroscopeValues): readonly ComponentValues[] =>
  components.filter(({ name }) => name === ALL || name === 'distributor');

/** How extraArgs of a component say a flag. */
export const extraArgSetting = (flag: string): string => `pyroscope.extraArgs."${flag}"`;

function dualWeight(
  values: PyroscopeValues,
  writer: ComponentValues,
  one: (typeof WEIGHTS)[number],
): DualWeight {
  const { flag, value: key } = one;
  const own = writer.extraArgs.get(flag);
  const inArgs = { flag, key, setting: extraArgSetting(flag) };
  if (own) return { ...inArgs, text: renderedText(own), at: own };
  const missing = ['pyroscope', 'extraArgs', flag];
  if (writer.extraArgs.has('write-path')) return { ...inArgs, text: one.byDefault, at: missing };
  if (!isChart2(values)) return { ...inArgs, text: '1', at: missing };
  const path = weightPath(key);
  const node = values.value(...path);
  const text = node === undefined ? '' : renderedText(node);
  return { flag, key, setting: path.join('.'), text, at: values.given(...path) ?? path };
}

/** The two weights of a writer that writes to both storages; undefined where it does not. */
export function dualWeights(
  values: PyroscopeValues,
  writer: ComponentValues,
): { readonly ingester: DualWeight; readonly segmentWriter: DualWeight } | undefined {
  if (values.phase !== 'dual') return undefined;
  const writePath = writer.extraArgs.get('write-path');
  if (writePath && renderedText(writePath) !== 'combined') return undefined;
  const [ingester, segmentWriter] = WEIGHTS;
  return {
    ingester: dualWeight(values, writer, ingester),
    segmentWriter: dualWeight(values, writer, segmentWriter),
  };
}
