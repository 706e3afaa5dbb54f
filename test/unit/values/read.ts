import { readValuesText } from '../../../src/values/read-values.ts';
import { applySetFlag, type ReadFile } from '../../../src/values/set-flag.ts';
import { type SetFlagName, toExactData, toJson, type ValueNode } from '../../../src/values/tree.ts';
import type { ValuesError } from '../../../src/values/values-error.ts';

export const FILE = 'values.yaml';

/** The tree of a values file that must be readable. */
export function tree(text: string, helm: 3 | 4 = 4): ValueNode {
  const read = readValuesText(text, FILE, helm);
  if (!read.ok)
    throw new Error(`${read.error.kind} ${read.error.line}:${read.error.column} ${read.error.message}`);
  return read.value;
}

export const values = (text: string, helm: 3 | 4 = 4): unknown => toJson(tree(text, helm));

/** The error of a values file that must be refused. */
export function problem(text: string, helm: 3 | 4 = 4): ValuesError {
  const read = readValuesText(text, FILE, helm);
  if (read.ok) throw new Error(`was read: ${JSON.stringify(toJson(read.value))}`);
  return read.error;
}

/** Line and column of the error, as in 3:7. */
export const problemPlace = (text: string, helm: 3 | 4 = 4): string => {
  const { line, column } = problem(text, helm);
  return `${line}:${column}`;
};

const FILES: Readonly<Record<string, string>> = { 'a.txt': 'content\n', 'b.txt': '' };

export const readFile: ReadFile = (path) => {
  const content = FILES[path];
  return content === undefined ? { ok: false, error: 'no such file' } : { ok: true, value: content };
};

/** What a flag makes of the values of a file; the kind of the error where it is refused. */
export function set(flag: SetFlagName, text: string, base = '', helm: 3 | 4 = 4): unknown {
  const applied = applySetFlag(tree(base), { flag, text }, { readFile, helm });
  return applied.ok ? toJson(applied.value) : applied.error.kind;
}

/** Like set, with integers of 64 bits as bigints. */
export function setExactly(flag: SetFlagName, text: string): unknown {
  const applied = applySetFlag(tree(''), { flag, text }, { readFile });
  return applied.ok ? toExactData(applied.value) : applied.error.kind;
}

export function setProblem(flag: SetFlagName, text: string, base = ''): ValuesError {
  const applied = applySetFlag(tree(base), { flag, text }, { readFile });
  if (applied.ok) throw new Error(`was applied: ${JSON.stringify(toJson(applied.value))}`);
  return applied.error;
}
