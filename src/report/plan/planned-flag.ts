import { HIDDEN, namesCredential, redactLine } from '../../redaction.ts';
import type { PlannedFlag } from './plan-report.ts';

function safe(flag: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  return namesCredential(flag) ? HIDDEN : redactLine(value);
}

/** A flag with its values before and after, credentials hidden; undefined where the flag is not set. */
export function safeFlag({ component, flag, before, after }: PlannedFlag) {
  return { component, flag, before: safe(flag, before), after: safe(flag, after) };
}

export const NOT_SET = 'not set';
