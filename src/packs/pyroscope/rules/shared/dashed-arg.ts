import type { Report } from '../../../../lint/finding.ts';
import { renameKey } from '../../../../lint/fixes.ts';
import { chartFlagOrder } from '../../chart-flags.ts';
import type { PyroscopeChange } from '../../values/pyroscope-values.ts';
import type { WrittenArg } from './extra-args.ts';
import { writtenFor } from './written-path.ts';

/** The flag that a key of extraArgs means, without the dashes it may start with. */
export const bare = (key: string): string => key.replace(/^-+/, '');

/**
 * A key of extraArgs that starts with dashes. `-x` is rendered as `--x`, which servers take for x: it matters only
 * where the chart writes x as well. With one dash more no server takes it.
 */
export function dashedArg(arg: WrittenArg, values: PyroscopeChange): readonly Report[] {
  const flag = bare(arg.flag);
  const [component] = arg.components;
  if (!arg.flag.startsWith('-') || component === undefined) return [];
  const isRefused = arg.flag.startsWith('--');
  const other = component.extraArgs.get(flag);
  if (!isRefused && other === undefined && !chartFlagOrder(values.chartMajor).includes(flag)) return [];
  const path = writtenFor(values, component, 'extraArgs', arg.flag)?.path;
  const isFree = other === undefined || other.origin.kind === 'default';
  const fix = path && isFree ? renameKey(arg.node, path, flag) : undefined;
  const args = { kind: isRefused ? 'refused' : 'beside', flag, key: arg.flag };
  return [{ at: arg.node, on: 'key', args, severity: isRefused ? 'error' : 'warning', ...fix }];
}
