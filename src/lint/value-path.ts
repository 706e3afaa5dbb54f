import type { ValuePath } from './finding.ts';

/** A path as it is shown: keys joined by dots, dots within a key escaped as Helm's --set wants them. */
export const showPath = (path: ValuePath): string => path.map((key) => key.replaceAll('.', '\\.')).join('.');
