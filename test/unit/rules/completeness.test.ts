import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentedRules } from '../../../src/cli/rules/command.ts';
import { ENGINE_RULES } from '../../../src/lint/engine-rules.ts';
import { RUN_RULES } from '../../../src/lint/rule-names.ts';
import { RELEASE_PACKS } from '../../../src/packs/index.ts';
import { pageOf } from '../../../src/report/lint/rule-docs.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const rules = documentedRules(RELEASE_PACKS);
const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : 'missing');

function filesOf(folder: string, others: readonly string[]): string[] {
  const names = readdirSync(join(ROOT, folder)).filter((name) => name.endsWith('.ts'));
  return names.map((name) => name.slice(0, -3)).filter((name) => !others.includes(name));
}

describe('rules of lint', () => {
  it('are those of the engine, of runs and those of the packs that have a file, and no others', () => {
    const own = ENGINE_RULES.map(({ id }) => id);
    const ofPacks = RELEASE_PACKS.flatMap(({ name }) =>
      filesOf(`src/packs/${name}/rules`, ['index', 'examples', 'peer-examples']).map((id) => `${name}/${id}`),
    );
    const ofRuns = RUN_RULES.map(({ id }) => id);
    const shown = [...own, ...ofRuns, ...ofPacks];
    expect(rules.map(({ ruleId }) => ruleId).toSorted()).toEqual(shown.toSorted());
  });

  it.each(rules)(
    '$ruleId has an example that fires where a rule is judged, and a page',
    ({ ruleId, rule }) => {
      if (!RUN_RULES.includes(rule)) expect(rule.bad).not.toEqual([]);
      expect(read(join(ROOT, 'docs', pageOf(ruleId)))).toContain(`# ${ruleId}\n`);
    },
  );
});
