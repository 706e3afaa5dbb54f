import type { ValuePath } from '../../lint/finding.ts';

/** A path as `--set` takes it: keys joined by dots, with dots inside keys as `\.`. */
export const pathText = (path: ValuePath): string =>
  path.map((key) => key.replaceAll('.', String.raw`\.`)).join('.');
