import { isInt64 } from './go-number.ts';
import type { ScalarValue } from './tree.ts';

/**
 * What --set makes of a text: true, false and null in any case, integers of 64 bits without a leading zero, and
 * everything else a string. There are no floats.
 */
export function typedValue(text: string): ScalarValue {
  // The u flag folds as Go's EqualFold does: the long s of some alphabets counts as s.
  if (/^true$/iu.test(text)) return true;
  if (/^false$/iu.test(text)) return false;
  if (/^null$/iu.test(text)) return null;
  if (!/^(?:0|[-+]\d+|[1-9]\d*)$/.test(text)) return text;
  const integer = BigInt(text.replace(/^\+/, ''));
  if (!isInt64(integer)) return text;
  const number = Number(integer);
  return Number.isSafeInteger(number) ? number : integer;
}
