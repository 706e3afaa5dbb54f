import type { DuplicateKey } from '../values/interpret.ts';
import { scalar } from '../values/tree.ts';
import type { Report } from './finding.ts';

/** Keys that appear twice; each is shown at its second place. */
export const duplicateReports = (duplicates: readonly DuplicateKey[]): Report[] =>
  duplicates.map(({ name, first, second }) => ({
    at: scalar(name, second),
    args: { key: name, line: first.line },
  }));
