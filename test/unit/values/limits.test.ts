import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lookup } from '../../../src/values/tree.ts';
import { problem, tree } from './read.ts';

const bomb = (levels: number, member: (alias: string) => string): string => {
  const lines = ['a0: &a0 {k0: 1}'];
  for (let level = 1; level < levels; level++)
    lines.push(`a${level}: &a${level} ${member(`*a${level - 1}`)}`);
  return lines.join('\n');
};

describe('anchor bombs', () => {
  it.each([
    ['of lists', (alias: string) => `[${Array(9).fill(alias).join(', ')}]`],
    ['of maps', (alias: string) => `{b: ${alias}, c: ${alias}, d: ${alias}}`],
    ['of merges', (alias: string) => `{<<: [${Array(9).fill(alias).join(', ')}]}`],
  ])('%s are refused at an alias, without being expanded', (_, member) => {
    const text = bomb(40, member);
    const error = problem(text);
    const line = text.split('\n')[(error.line ?? 0) - 1] ?? '';
    expect(error.kind).toBe('excessive-aliases');
    expect(line.slice((error.column ?? 0) - 1)).toMatch(/^\*a\d/);
  });

  it('many aliases of small things are fine', () => {
    const text = `a: &a {b: 1}\nl:\n${'  - *a\n'.repeat(5000)}`;
    const list = lookup(tree(text), ['l']);
    expect(list?.kind === 'list' && list.items.length).toBe(5000);
  });
});

describe('depth', () => {
  it.each([
    ['flow', `a: ${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['block', Array.from({ length: 3000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['lists', `a:\n${'- '.repeat(5000)}x`],
  ])('of %s is refused, not a stack overflow', (_, text) => {
    expect(problem(text)).toMatchObject({ kind: 'too-deep', file: 'values.yaml' });
  });

  it('a hundred levels are fine', () => {
    expect(tree(Array.from({ length: 100 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')).kind).toBe(
      'map',
    );
  });
});

describe('size', () => {
  const section = (index: number): string =>
    `section${index}:\n  enabled: yes\n  name: "component ${index}"\n  list:\n    - a\n    - {b: 1}\n  text: |\n    x\n`;

  it('a megabyte with tabs, blocks and flows does not take quadratic time', () => {
    const sections = Array.from({ length: 10_000 }, (_, index) => section(index));
    const started = performance.now();
    const node = tree(sections.join(''));
    expect(lookup(node, ['section9999', 'enabled'])).toMatchObject({ value: true, origin: { line: 79_994 } });
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

describe('light modules', () => {
  const folder = resolve(import.meta.dirname, '../../../src/values');

  function modulesOf(file: string, seen = new Set<string>()): Set<string> {
    if (seen.has(file)) return seen;
    seen.add(file);
    if (!file.endsWith('.ts')) return seen;
    const imports = readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)'/gm);
    for (const [, name = ''] of imports)
      modulesOf(name.startsWith('.') ? resolve(dirname(file), name) : name, seen);
    return seen;
  }

  it.each(['tree.ts', 'merge.ts', 'read-values.ts', 'resolve.ts'])(
    '%s does not load the YAML parser',
    (name) => {
      expect([...modulesOf(resolve(folder, name))]).not.toContain('yaml');
    },
  );

  it('while the fallback of the scanner does', () => {
    expect([...modulesOf(resolve(folder, '../yaml/library-tree.ts'))]).toContain('yaml');
  });
});
