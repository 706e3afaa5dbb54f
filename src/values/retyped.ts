import type { Origin, ValueNode } from './tree.ts';

/** What --set reads as a boolean or a whole number. */
const TYPED = /^(?:true|false|0|-?[1-9]\d*)$/;

const textFlag = (origin: Origin): boolean =>
  origin.kind === 'flag' && origin.flag !== '--set' && origin.flag !== '--set-json';

/**
 * What to do for a string to arrive as the boolean or number that it reads as, where quotes have no say in it. The words go
 * before `, and …` or stand alone.
 * @returns undefined where the quotes in a file decide, and where nothing would change the type
 */
export function asTyped(node: ValueNode | undefined): string | undefined {
  if (node?.kind !== 'scalar' || typeof node.value !== 'string' || !TYPED.test(node.value)) return undefined;
  const { origin } = node;
  if (origin.kind === 'file')
    return origin.assigned?.flag === '--set-string' ? origin.assigned.asTyped : undefined;
  return origin.kind === 'flag' && textFlag(origin) ? `use --set instead of ${origin.flag}` : undefined;
}

/** The same for a boolean or number that is to arrive as a string. */
export function asText(node: ValueNode | undefined): string | undefined {
  if (node?.kind !== 'scalar' || node.value === null || typeof node.value === 'string') return undefined;
  const { origin } = node;
  if (origin.kind === 'file') return origin.assigned?.asText;
  return origin.kind === 'flag' && origin.flag === '--set' ? 'use --set-string instead of --set' : undefined;
}
