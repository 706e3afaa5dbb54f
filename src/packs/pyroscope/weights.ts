import type { Migration } from './migration.ts';
import { takesWritePath } from './transforms/takes.ts';
import type { Workload } from './workload.ts';

/** What counts where a flag is missing: the server's defaults (flags of 1.15.0 to 2.2.1). */
export const WEIGHTS = [
  { flag: 'write-path.ingester-weight', word: '--ingester-weight', value: 'ingesterWeight', byDefault: '1' },
  {
    flag: 'write-path.segment-writer-weight',
    word: '--segment-writer-weight',
    value: 'segmentWriterWeight',
    byDefault: '0',
  },
] as const;

/** A decimal number in [0, 1]; undefined for anything else. */
export function asWeight(text: string): number | undefined {
  if (!/^\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim())) return undefined;
  const weight = Number(text);
  return weight <= 1 ? weight : undefined;
}

export const weightsOf = ({ flags }: Workload) =>
  WEIGHTS.map((one) => ({ ...one, text: flags.value(one.flag) ?? one.byDefault }));

export function writers({ release, workloads, target }: Migration): readonly Workload[] {
  if (target !== 'dual') return [];
  return workloads.filter(
    (one) => takesWritePath(one, release.chartMajor) && one.flags.value('write-path') === 'combined',
  );
}

/** Charts before 2.0.0 ignore the values: there only phasegate's own flag helps. */
export function remedyFor({ release }: Migration, { word, value }: (typeof WEIGHTS)[number]): string {
  const values = release.chartMajor >= 2 ? `, or --set architecture.storage.migration.${value}=1` : '';
  return `${word} 1${values}`;
}
