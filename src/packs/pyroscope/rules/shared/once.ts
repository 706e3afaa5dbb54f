import type { Report } from '../../../../lint/finding.ts';

const keyOf = ({ at }: Report): unknown => ('kind' in at ? at.origin : at.join('\0'));

/** Several components share one value: it is one mistake. */
export function once(reports: readonly Report[]): readonly Report[] {
  const seen = new Set<unknown>();
  return reports.filter((report) => {
    const key = keyOf(report);
    return !seen.has(key) && seen.add(key);
  });
}
