import type { Result } from '../result.ts';
import { caught } from './caught.ts';
import type { Origin } from './origin.ts';
import { setAt } from './set-at.ts';
import { type Assignment, SetReader } from './set-reader.ts';
import { type ScalarValue, scalar, type ValueNode } from './tree.ts';
import type { ValuesError } from './values-error.ts';

/** The flags of Helm that phasegate takes as sources of intent, with their text. */
export interface SetFlag {
  readonly flag: '--set' | '--set-string';
  readonly text: string;
}

/** Types a value as --set does: booleans, null and whole numbers without a leading 0; all else is text (decimals, too). */
function typed(text: string): ScalarValue {
  if (/^true$/i.test(text)) return true;
  if (/^false$/i.test(text)) return false;
  if (/^null$/i.test(text)) return null;
  if (text === '0') return 0;
  if (!/^[+-]?[1-9]\d*$/.test(text)) return text;
  const integer = BigInt(text.replace('+', ''));
  if (BigInt.asIntN(64, integer) !== integer) return text;
  return Number.isSafeInteger(Number(text)) ? Number(text) : integer;
}

function assignedValue({ value, list }: Assignment, { flag }: SetFlag, origin: Origin): ValueNode {
  const read = (text: string): ValueNode => scalar(flag === '--set' ? typed(text) : text, origin);
  return list === undefined ? read(value) : { kind: 'list', items: list.map(read), origin };
}

/** The flag's text as it may be shown: the path, and the value only where it is a toggle, a number or a time. */
function shown({ path, value }: Assignment): string {
  const name = path
    .map((step) => (typeof step === 'number' ? `[${step}]` : step.replace(/[.,=[]/g, '\\$&')))
    .join('.');
  return `${name.replaceAll('.[', '[')}=${/^(true|false|null|auto|[\d.:TZ+-]*)$/.test(value) ? value : '…'}`;
}

/** Lays one --set or --set-string over values, as Helm 3 and 4 do. */
export function applySetFlag(base: ValueNode, flag: SetFlag): Result<ValueNode, ValuesError> {
  return caught(() => {
    const assignments = new SetReader(flag.text, flag.flag).assignments();
    return assignments.reduce((values, assignment) => {
      const origin: Origin = { kind: 'flag', flag: flag.flag, text: shown(assignment) };
      return setAt(values, assignment.path, assignedValue(assignment, flag, origin), origin);
    }, base);
  });
}
