import { goInteger, shortestG } from './scalars.ts';
import type { ScalarNode, ValueNode } from './tree.ts';

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
  if (node.kind === 'scalar') {
    const isOther = typeof node.value === 'bigint' || Object.is(node.value, -0);
    return isOther ? { ...node, value: Number(node.value) + 0 } : node;
  }
  if (node.kind === 'list') {
    const items = node.items.map(readAgain);
    return items.some((item, at) => item !== node.items[at]) ? { ...node, items } : node;
  }
  const entries = [...node.entries].map(([key, value]) => [key, readAgain(value)] as const);
  const isOther = entries.some(([key, value]) => value !== node.entries.get(key));
  return isOther ? { ...node, entries: new Map(entries) } : node;
}
