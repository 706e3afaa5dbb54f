import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentedRules } from '../../../src/cli/explain/command.ts';
import { pageOf } from '../../../src/report/lint/rule-page.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const rules = await documentedRules();
const golden = (kind: string, ruleId: string): string =>
  join(ROOT, 'golden/lint', kind, ruleId, 'stdout.txt');
const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : 'missing');

function filesOf(folder: string, others: readonly string[]): string[] {
  const names = readdirSync(join(ROOT, folder)).filter((name) => name.endsWith('.ts'));
  return names.map((name) => name.slice(0, -3)).filter((name) => !others.includes(name));
}

/** As messages show it: behind the ids of the audit. */
const label = (ruleId: string): RegExp => new RegExp(`\\[(?:[A-C]\\d+ )*${ruleId.replaceAll('.', '\\.')}\\]`);

describe('rules of lint', () => {
  it('are those that have a file, and no others', () => {
    const own = filesOf('src/lint/rules', ['index', 'engine-rule']);
    const ofPack = filesOf('src/packs/pyroscope/rules', ['index', 'rule', 'examples']);
    const shown = [...own, ...ofPack.map((id) => `pyroscope/${id}`)];
    expect(rules.map(({ ruleId }) => ruleId).toSorted()).toEqual(shown.toSorted());
  });

  it.each(rules.map(({ ruleId }) => ruleId))(
    '%s has a case that fires, one that does not, and a page',
    (ruleId) => {
      expect(read(golden('err', ruleId))).toMatch(label(ruleId));
      const { valid } = rules.find((one) => one.ruleId === ruleId)?.rule ?? { valid: [] };
      if (valid.length > 0) expect(read(golden('ok', ruleId))).not.toMatch(label(ruleId));
      expect(read(join(ROOT, 'docs', pageOf(ruleId)))).toContain(`# ${ruleId}\n`);
    },
  );

  it.each(['ok', 'err'])('golden cases of lint/%s belong to a rule', (kind) => {
    const folder = join(ROOT, 'golden/lint', kind);
    const names = readdirSync(folder).flatMap((name) =>
      name === 'pyroscope' ? readdirSync(join(folder, name)).map((id) => `pyroscope/${id}`) : [name],
    );
    const known = new Set(rules.map(({ ruleId }) => ruleId));
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });
});
