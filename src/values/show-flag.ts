import { namesCredential } from '../redaction.ts';
import type { SetFlag } from './set-flag-types.ts';

const LONGEST_SHOWN = 60;

/**
 * One assignment of a flag as it may be shown. Left out are long values, JSON and lists, which may hold anything, and
 * all values of a flag that names a credential: an unescaped comma makes part of a password look like an assignment.
 * @param part `a.b=c`, the whole text of the flag or one assignment of it
 */
export function showAssignment({ flag, text }: SetFlag, part: string): string {
  const equals = part.indexOf('=');
  const name = equals === -1 ? part : part.slice(0, equals);
  const value = equals === -1 ? '' : part.slice(equals + 1);
  const isSecret = flag !== '--set-file' && namesCredential(text);
  if (part.trimStart().startsWith('{')) return '{…}';
  if (equals === -1) return isSecret ? '…' : part;
  return isSecret || /[{[\n]/.test(value) || value.length > LONGEST_SHOWN ? `${name}=…` : part;
}
