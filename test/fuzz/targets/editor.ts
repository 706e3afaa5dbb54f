import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { ArgsEditor } from '../../../src/manifest/args-editor.ts';
import {
  applyPatches,
  insertEntryAfter,
  opensLine,
  removeEntry,
  type TextPatch,
} from '../../../src/manifest/line-edit.ts';
import { NamedListEditor } from '../../../src/manifest/named-list-editor.ts';
import { asMap, asSequence, entryOf, follow, textAt } from '../../../src/manifest/query.ts';
import type { YamlMap, YamlNode, YamlSequence } from '../../../src/yaml/node.ts';
import { lineEnd } from '../../../src/yaml/places.ts';
import { readText } from '../../../src/yaml/read.ts';
import { plainBlockText } from '../../property/block-text.ts';
import { mutated } from '../../property/mutated-text.ts';
import { bytesOf, type FuzzTarget, headAndText } from '../target.ts';

/** One wish of the head: `flag a=b`, `no-flag a`, `variable A=b`, `no-variable A`, `entry a=b`, `no-entry a`. */
interface Wish {
  readonly verb: string;
  readonly name: string;
  readonly value: string;
}

const WISH = /^(flag|no-flag|variable|no-variable|entry|no-entry) ([\w.-]+)(?:=(.*))?$/;
const LISTS = new Set(['args', 'env']);

function wishesIn(head: readonly string[]): Wish[] {
  return head.flatMap((line) => {
    const [, verb = '', name = '', value = ''] = WISH.exec(line) ?? [];
    return verb === '' ? [] : [{ verb, name, value }];
  });
}

/** A document and the lists in it that are edited, as far as an edit may touch them. */
interface Sheet {
  readonly text: string;
  readonly root: YamlMap;
  readonly args: YamlSequence | undefined;
  readonly env: YamlSequence | undefined;
}

function isShared(node: YamlNode): boolean {
  if (node.kind === 'alias' || node.anchor !== undefined || node.tag !== undefined) return true;
  if (node.kind === 'sequence') return node.items.some(({ value }) => isShared(value));
  return (
    node.kind === 'map' && node.entries.some(({ value, keyNode }) => isShared(value) || isShared(keyNode))
  );
}

/** @returns undefined where render would refuse to edit: no map, broken, parts that an alias stands for, or keys that are no text */
function sheetOf(text: string): Sheet | undefined {
  const read = readText(text, text.startsWith('---\n') ? 3 : 0);
  const root = read.ok ? asMap(read.root) : undefined;
  if (root === undefined || isShared(root)) return undefined;
  if (root.entries.some(({ keyNode }) => keyNode.kind !== 'scalar')) return undefined;
  const keys = root.entries.map(({ key }) => key);
  if (new Set(keys).size < keys.length) return undefined;
  const list = (key: string) => asSequence(entryOf(root, key)?.value);
  return { text, root, args: list('args'), env: list('env') };
}

/** A node as data: what Kubernetes would be given. */
function dataOf(node: YamlNode | null | undefined): unknown {
  const found = follow(node);
  if (found === undefined) return undefined;
  if (found.kind === 'scalar') return `${found.style === 'plain' ? 'plain' : 'text'} ${found.value}`;
  if (found.kind === 'sequence') return found.items.map(({ value }) => dataOf(value));
  return found.entries.map(({ key, value }) => [key, dataOf(value)]);
}

const CHART = { order: ['store', 'log-level', 'retention'], firstOwn: () => 0 };

type FlagSlots = ReturnType<ArgsEditor['all']>;

const flagsOf = (text: string, args: YamlSequence): FlagSlots => new ArgsEditor(text, args, CHART).all();

/** A flag without a value may get in front of a word that is none of its own: then its name alone is compared. */
function assertSameFlags(found: FlagSlots, expected: FlagSlots): void {
  const bare = expected.map(
    ({ scalar, valueItem, value }) =>
      scalar !== undefined && !scalar.value.includes('=') && !valueItem && value === 'true',
  );
  const shown = (slots: FlagSlots): string[] =>
    slots.map(({ name, value }, index) => (bare[index] ? name : `${name}=${value}`));
  assert.deepEqual(shown(found), shown(expected));
}

/** Items of a list that are no flags, and so must stay. */
function otherItems({ items }: YamlSequence): unknown[] {
  const texts = items.map(({ value }) => textAt(value));
  const end = texts.indexOf('--');
  return items.flatMap(({ value }, index) => {
    if (end !== -1 && index >= end) return [dataOf(value)];
    const isValue = !texts[index]?.startsWith('-') && /^--?[^=\s]+$/.test(texts[index - 1] ?? '');
    return /^--?[^=\s]+(?:=|$)/.test(texts[index] ?? '') || isValue ? [] : [dataOf(value)];
  });
}

/**
 * Whether a flag has no `=` while words stand among the flags: once what is between them is gone, nobody can tell whether such
 * a word is the flag's value.
 */
function hidesValues(args: YamlSequence): boolean {
  const texts = args.items.map(({ value }) => textAt(value) ?? '');
  return otherItems(args).length > 0 && texts.some((text) => /^--?[^=\s]+$/.test(text));
}

function assertInOrder(parts: readonly unknown[], all: readonly unknown[]): void {
  let from = 0;
  for (const part of parts) {
    const at = all.findIndex((one, index) => index >= from && isDeepStrictEqual(one, part));
    assert.notEqual(at, -1, `lost: ${JSON.stringify(part)}`);
    from = at + 1;
  }
}

/** Edits the args, and says which flags must be there afterwards. */
function editArgs(
  { text, args }: Sheet,
  wishes: readonly Wish[],
): { patches: TextPatch[]; flags?: FlagSlots } {
  if (args === undefined) return { patches: [] };
  const editor = new ArgsEditor(text, args, CHART);
  for (const { verb, name, value } of wishes) {
    if (verb === 'flag') editor.set(name, value);
    if (verb === 'no-flag') editor.remove(name);
  }
  return { patches: editor.patches(), flags: editor.all() };
}

const variablesOf = (env: YamlSequence | undefined): unknown[] =>
  (env?.items ?? []).map(({ value }) => dataOf(value));

/** Edits the variables, and says what the list must hold afterwards. */
function editEnvironment(
  sheet: Sheet,
  wishes: readonly Wish[],
): { patches: TextPatch[]; variables: unknown[] } {
  const { text, root, env } = sheet;
  const editor = new NamedListEditor(text, env, { map: root, entry: entryOf(root, 'env') });
  const model = (env?.items ?? []).map(({ value }) => ({ name: textAt(value, 'name'), data: dataOf(value) }));
  for (const { verb, name, value } of wishes) {
    const index = model.findIndex((one) => one.name === name);
    const found = model[index];
    if (verb === 'no-variable' && editor.removeNamed(name)) model.splice(index, 1);
    if (verb !== 'variable') continue;
    if (editor.setNamedValue(name, value)) {
      const fields = found?.data as [string, unknown][];
      const last = fields.findLastIndex(([key]) => key === 'value');
      model[index] = { name, data: fields.with(last, ['value', `text ${value}`]) };
    } else if (found === undefined && env !== undefined && editor.append({ name, value }, ['name', 'value']))
      model.push({
        name,
        data: [
          ['name', `text ${name}`],
          ['value', `text ${value}`],
        ],
      });
  }
  return { patches: editor.patches(), variables: model.map(({ data }) => data) };
}

/** Puts entries behind the last one, or takes one out: at most one of each, and never the last that is left. */
function editEntries(
  { text, root }: Sheet,
  wishes: readonly Wish[],
): { patches: TextPatch[]; keys: string[] } {
  const keys = root.entries.map(({ key }) => key);
  const added = wishes.find(({ verb, name }) => verb === 'entry' && !keys.includes(name));
  const last = root.entries.findLast(({ key }) => !LISTS.has(key));
  const gone = wishes
    .filter(({ verb }) => verb === 'no-entry')
    .map(({ name }) => root.entries.find(({ key }) => key === name && !LISTS.has(key)))
    .find((entry) => entry !== undefined && entry !== last);
  const form = added && {
    lines: [`${added.name}: ${JSON.stringify(added.value)}`],
    flow: `${JSON.stringify(added.name)}: ${JSON.stringify(added.value)}`,
  };
  return {
    patches: [
      ...(gone ? [removeEntry(text, root, gone)] : []),
      ...(form && last ? [insertEntryAfter(text, root, last, form)] : []),
    ],
    keys: [...keys.filter((key) => key !== gone?.key), ...(added && last ? [added.name] : [])],
  };
}

/** A part of the text to the end of its last line, with the comment behind it, where no other part is on its lines. */
function written(text: string, start: number, end: number, isFlow: boolean): string {
  return isFlow || !opensLine(text, start) ? text.slice(start, end) : text.slice(start, lineEnd(text, end));
}

/** The parts that nobody wished to change, in their order, as they are written. */
function keptParts({ text, root, args, env }: Sheet, wishes: readonly Wish[]): string[] {
  const names = new Set(wishes.map(({ name }) => name));
  const isNamed = (value: YamlNode): boolean => names.has(textAt(value, 'name') ?? '');
  const flags = new Set(
    args && new ArgsEditor(text, args, CHART).all().flatMap(({ index }) => [index, (index ?? 0) + 1]),
  );
  const ofItems = (list: YamlSequence, isKept: (value: YamlNode, index: number) => boolean): string[] =>
    list.items.flatMap(({ value: { start, end }, value }, index) =>
      isKept(value, index) ? [written(text, start, end, true)] : [],
    );
  return root.entries.flatMap(({ key, keyStart, value }) => {
    if (value === args) return ofItems(args, (_, index) => !flags.has(index));
    if (value === env) return ofItems(env, (item) => !isNamed(item));
    return names.has(key) ? [] : [written(text, keyStart, value.end, root.flow)];
  });
}

const others = (root: YamlMap, but: ReadonlySet<string>): unknown[] =>
  root.entries.flatMap(({ key, value }) => (but.has(key) ? [] : [[key, dataOf(value)]]));

function checkEdits(input: Uint8Array): string {
  const { head, text } = headAndText(input);
  const sheet = sheetOf(text);
  if (sheet === undefined) return 'not edited';
  const wishes = wishesIn(head);
  const args = editArgs(sheet, wishes);
  const env = editEnvironment(sheet, wishes);
  const entries = editEntries(sheet, wishes);
  const patches = [...args.patches, ...env.patches, ...entries.patches];
  const edited = applyPatches(text, patches);
  if (patches.length === 0) {
    assert.equal(edited, text);
    return 'nothing to edit';
  }
  const after = sheetOf(edited);
  assert.ok(after, `no map of its own any more: ${JSON.stringify(edited)}`);
  if (args.flags && sheet.args && !hidesValues(sheet.args)) {
    const list = after.args ?? { kind: 'sequence', items: [], start: 0, end: 0, flow: true };
    assertSameFlags(flagsOf(edited, list), args.flags);
    assertInOrder(
      otherItems(sheet.args),
      list.items.map(({ value }) => dataOf(value)),
    );
  }
  assert.deepEqual(variablesOf(after.env), env.variables);
  const touched = new Set([...LISTS, ...wishes.map(({ name }) => name)]);
  assert.deepEqual(others(after.root, touched), others(sheet.root, touched));
  const keys = after.root.entries.map(({ key }) => key).filter((key) => !LISTS.has(key));
  assert.deepEqual(new Set(keys), new Set(entries.keys.filter((key) => !LISTS.has(key))));
  let from = 0;
  for (const part of keptParts(sheet, wishes)) {
    const found = edited.indexOf(part, from);
    assert.ok(found >= 0, `lost: ${JSON.stringify(part)}`);
    from = found + part.length;
  }
  return `edited: ${[...new Set(wishes.map(({ verb }) => verb))].sort().join(', ')}`;
}

const word = fc.constantFrom('store', 'log-level', 'retention', 'x', 'A', 'B_C', 'name', 'kind');
const value = fc.oneof(
  fc.constantFrom(
    '',
    '1',
    'true',
    'disk',
    '15d',
    '$(A)',
    'a b',
    'a: b',
    '# x',
    "it's",
    '"',
    '\\',
    '{',
    'é',
    '-x',
  ),
  fc.string({ unit: 'grapheme', maxLength: 6 }).map((text) => text.replace(/[\n\r]/g, ' ')),
);
const wish = fc.oneof(
  fc
    .tuple(fc.constantFrom('flag', 'variable', 'entry'), word, value)
    .map(([verb, name, text]) => `${verb} ${name}=${text}`),
  fc.tuple(fc.constantFrom('no-flag', 'no-variable', 'no-entry'), word).map((parts) => parts.join(' ')),
);

const BREAKS = ['\n', '\r\n'];
const flagTexts = fc.array(
  fc.oneof(
    fc
      .tuple(fc.constantFrom('-', '--'), word, value)
      .map(([dashes, name, text]) => `${dashes}${name}=${text}`),
    fc.tuple(fc.constantFrom('-', '--'), word).map((parts) => parts.join('')),
    fc.constantFrom('server', 'disk', '--', '-'),
  ),
  { maxLength: 4 },
);
const variables = fc.array(fc.tuple(word, fc.option(value, { nil: undefined })), { maxLength: 3 });

/** How one item of a list is written. */
const STYLES = ['block', 'flow', 'lines', 'nested'] as const;
type Style = (typeof STYLES)[number];

function listLines(
  key: string,
  items: readonly (readonly string[])[],
  style: Style,
  indent: number,
  note: string,
): string[] {
  const flow = items.map((fields) => (fields.length === 1 ? fields[0] : `{${fields.join(', ')}}`));
  if (items.length === 0 || style === 'flow') return [`${key}: [${flow.join(', ')}]${note}`];
  if (style === 'lines') return [`${key}: [`, ...flow.map((one) => `    ${one},`), '  ]'];
  const pad = ' '.repeat(indent);
  const lines = items.flatMap(([first = '', ...rest]) => [
    `${pad}- ${first}${note}`,
    ...rest.map((field) => `${pad}  ${field}`),
  ]);
  return style === 'nested' ? [`${key}:${note}`, ...lines, '', '  # end'] : [`${key}:`, ...lines];
}

const document = fc
  .record({
    flags: flagTexts,
    env: variables,
    style: fc.constantFrom(...STYLES),
    envStyle: fc.constantFrom(...STYLES),
    indent: fc.integer({ min: 0, max: 4 }),
    note: fc.constantFrom('', ' # note'),
    lineBreak: fc.constantFrom(...BREAKS),
    below: fc.oneof(fc.constantFrom('kind: Pod\n', 'name: x', ''), plainBlockText),
  })
  .map(({ flags, env, style, envStyle, indent, note, lineBreak, below }) => {
    const fields = env.map(([name, text]) => [
      `name: ${JSON.stringify(name)}`,
      ...(text === undefined ? [] : [`value: ${JSON.stringify(text)}`]),
    ]);
    const args = listLines(
      'args',
      flags.map((flag) => [JSON.stringify(flag)]),
      style,
      indent,
      note,
    );
    return [...args, ...listLines('env', fields, envStyle, indent, note), below].join(lineBreak);
  });

export const editor: FuzzTarget = {
  name: 'editor',
  holds: 'an edited document parses, holds what was asked for and nothing else, and keeps every other byte',
  inputs: fc
    .tuple(fc.array(wish, { minLength: 1, maxLength: 4 }), fc.oneof(document, mutated(document)))
    .map(([head, text]) => bytesOf(`${head.join('\n')}\n--\n${text}`)),
  runs: 400,
  check: checkEdits,
};
