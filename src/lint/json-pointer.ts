import type { ValuePath } from './finding.ts';

/** The path that a JSON pointer (RFC 6901) stands for. */
export const pathOfPointer = (pointer: string): ValuePath =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
