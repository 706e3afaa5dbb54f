import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { err } from '../../../src/result.ts';
import { printed, readAgain } from '../../../src/values/printed.ts';
import { resolveUserValues } from '../../../src/values/resolve.ts';
import { lookup, nowhere, type ScalarNode, scalar } from '../../../src/values/tree.ts';
import { judgedRows, type Row } from '../../judged/printed-table.ts';

/** The value `v` as Helm has it; undefined where Helm refuses it. */
function nodeOf({ given, written }: Pick<Row, 'given' | 'written'>): ScalarNode | undefined {
  const values = resolveUserValues({
    files: given === 'file' ? [{ name: 'values.yaml', text: `v: ${written}\n` }] : [],
    setFlags: given === 'file' ? [] : [{ flag: given, text: `v=${written}` }],
    readFile: () => err('no such file'),
  });
  const node = values.ok ? lookup(values.value, ['v']) : undefined;
  if (node?.kind === 'list' || node?.kind === 'map') throw new Error('not a scalar');
  return node;
}

/** As YAML 1.1 reads what stands behind a key. */
const unquoted = (yaml: string): string => (yaml.startsWith('"') ? JSON.parse(yaml) : yaml);

describe('what Helm was seen to print', () => {
  it.each(judgedRows())('$given $written', (row) => {
    const node = nodeOf(row);
    if (node === undefined || row.printed === undefined) {
      expect({ refused: node === undefined }).toEqual({ refused: row.printed === undefined });
      return;
    }
    const again = readAgain(node);
    const isNull = node.value === null;
    expect({
      bare: printed(node),
      quoted: isNull ? '' : JSON.stringify(printed(node)),
      yaml: isNull ? 'null' : printed(node, 'yaml'),
      readAgain: again.kind === 'scalar' && printed(again),
    }).toEqual({ ...row.printed, yaml: unquoted(row.printed.yaml) });
  });
});

describe('the printed form', () => {
  const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  const number = fc.double({ noDefaultInfinity: true, noNaN: true });

  it('of an integer of --set is the integer', () => {
    fc.assert(
      fc.property(int64, (integer) => {
        const node = nodeOf({ given: '--set', written: String(integer) });
        expect(node && printed(node)).toBe(String(integer));
        expect(node && printed(node, 'yaml')).toBe(String(integer));
      }),
    );
  });

  it('of a text is the text, however often it is printed', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('bare' as const, 'yaml' as const), (text, form) => {
        expect(printed(readAgain(scalar(text, nowhere)) as ScalarNode, form)).toBe(text);
      }),
    );
  });

  it('of a number is read as the same number', () => {
    fc.assert(
      fc.property(number, (value) => {
        expect(Number(printed(scalar(value, nowhere)))).toBe(value);
        expect(Number(printed(scalar(value, nowhere), 'yaml'))).toBe(value + 0);
      }),
    );
  });

  it('of what stands in a file in that form is the same form again', () => {
    fc.assert(
      fc.property(number, (value) => {
        const written = printed(scalar(value, nowhere));
        const node = nodeOf({ given: 'file', written });
        expect(node && printed(node)).toBe(written === '-0' ? '0' : written);
      }),
    );
  });
});
