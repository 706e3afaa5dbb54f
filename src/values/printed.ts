import { goInteger, shortestG } from './scalars.ts';
import type { ScalarNode, ScalarValue, ValueNode } from './tree.ts';

/**
 * How a template writes a value. `bare`: `{{ .Values.x }}`, and with `| quote`, which writes the same text in quotes.
 * `yaml`: toYaml of a map or list around it.
 */
export type PrintedForm = 'bare' | 'yaml';

/**
 * The text that a scalar arrives as behind a template, without the quotes that YAML may need. Bare, 104857600 of a values
 * file is `1.048576e+08` and 2.20 is `2.2`, as Helm reads every number of a file as a float64; toYaml writes whole numbers
 * whole, and so does either with an integer of --set. Null is nothing. Seen in renders of Helm 3.21 and 4.2
 * (test/judged/printed.tsv).
 */
export function printed({ value }: Pick<ScalarNode, 'value'>, form: PrintedForm = 'bare'): string {
  if (value === null) return '';
  if (typeof value !== 'number') return String(value);
  return form === 'yaml' ? numberInYaml(value) : shortestG(value);
}

/** JSON writes it first, and go-yaml reads that as an integer where it fits 64 bits. */
function numberInYaml(value: number): string {
  const json = String(value);
  return goInteger(json) === undefined ? shortestG(value) : json;
}

/**
 * A value that a template has passed through toYaml or toJson and read again: integers of --set are floats then, and print
 * as those of a file do.
 */
export function readAgain(node: ValueNode): ValueNode {
  if (node.kind === 'scalar') return { ...node, value: numberReadAgain(node.value) };
  if (node.kind === 'list') return { ...node, items: node.items.map(readAgain) };
  return { ...node, entries: new Map([...node.entries].map(([key, value]) => [key, readAgain(value)])) };
}

const numberReadAgain = (value: ScalarValue): ScalarValue =>
  typeof value === 'bigint' || Object.is(value, -0) ? Number(value) + 0 : value;
