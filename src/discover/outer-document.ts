import { ok, type Result } from '../result.ts';
import type { OuterFile } from '../values/embedded-text.ts';
import { readDocuments } from '../values/read-documents.ts';
import type { WrittenValues } from '../values/read-values.ts';
import { lookup, type ValueNode } from '../values/tree.ts';
import type { ValuesError } from '../values/values-error.ts';

export type { OuterFile };

/** One YAML document of a file. */
export interface OuterDocument extends WrittenValues {
  readonly file: OuterFile;
}

export function readOuterDocuments(file: OuterFile): Result<readonly OuterDocument[], ValuesError> {
  const read = readDocuments(file.text, file.place);
  return read.ok ? ok(read.value.map((document) => ({ ...document, file }))) : read;
}

/** What stands at a path of keys, undefined also for a null. */
export function field(node: ValueNode | undefined, ...path: readonly string[]): ValueNode | undefined {
  const found = node && lookup(node, path);
  return found?.kind === 'scalar' && found.value === null ? undefined : found;
}

export function textField(node: ValueNode | undefined, ...path: readonly string[]): string | undefined {
  const found = field(node, ...path);
  return found?.kind === 'scalar' && typeof found.value === 'string' ? found.value : undefined;
}

/** The items of a list, none where no list stands there. */
export function itemsField(node: ValueNode | undefined, ...path: readonly string[]): readonly ValueNode[] {
  const found = field(node, ...path);
  return found?.kind === 'list' ? found.items : [];
}
