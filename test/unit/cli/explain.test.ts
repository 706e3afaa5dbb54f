import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentedRules } from '../../../src/cli/rules/command.ts';
import type { Pack } from '../../../src/pack.ts';
import { RELEASE_PACKS } from '../../../src/packs/index.ts';
import { caseFile, caseNames, GOLDEN } from '../../golden/case-file.ts';
import { run } from './run.ts';

/** A message of any command ends its first line with the ids of the audit and that of the rule. */
const IN_TEXT = /(?:error|warning|info|refus|correct|accepted|silenced)[^:\n]*: .* \[([^\]\n]+)\]$/gm;
/** JSON, SARIF, GitLab; GitHub's annotations; JUnit's bodies are text. */
const IN_FORMATS = [/"(?:ruleId|check_name)": "([^"]+)"/g, /^::\w+ .*title=([^:,\n]+)/gm];

const idsIn = (text: string): string[] =>
  [IN_TEXT, ...IN_FORMATS].flatMap((pattern) =>
    Array.from(text.matchAll(pattern), ([, ids = '']) => ids.replaceAll('%2C', ',').split(' ')).flat(),
  );

/** What a case of all commands prints, without what it is given. */
function printedBy(name: string): string {
  const [, ...sections] = readFileSync(caseFile(name), 'utf8').split(/^==== (?=std|after|exit)/m);
  return sections.filter((section) => !section.startsWith('stdin')).join('\n');
}

/** What the golden files of all commands hold. */
const printed = (): ReadonlySet<string> =>
  new Set(
    [readFileSync(join(GOLDEN, 'lint/rule-texts.txt'), 'utf8'), ...caseNames().map(printedBy)].flatMap(idsIn),
  );

async function checksOf({ checks = [] }: Pack): Promise<readonly string[]> {
  return (typeof checks === 'function' ? await checks() : checks).map(({ id }) => id);
}

/** Ids that no list holds: what the gate, verify and a stream without a release say. */
const OTHERS = [
  ...['gate-closed', 'gate-overridden', 'gate-first-install', 'gate-loss-accepted'],
  ...['no-release', 'servers-read', 'clocks-agree'],
];

const unexplained = async (ids: Iterable<string>): Promise<string[]> => {
  const missing: string[] = [];
  for (const id of ids) {
    const { code, out } = await run(['explain', id]);
    if (code !== 0 || out.split('\n').length < 4) missing.push(id);
  }
  return missing;
};

describe('explain', () => {
  it('has a page for every id that the golden cases print', async () => {
    const ids = printed();
    expect(ids).toContain('no-release');
    expect(ids).toContain('A8');
    expect(ids).toContain('pyroscope/store-changed');
    expect(await unexplained(ids)).toEqual([]);
  });

  it('takes what a message ends with, and tells a rule once', async () => {
    const { out } = await run(['explain', 'metastore-not-persistent']);
    for (const pasted of [
      ['[A10 pyroscope/metastore-not-persistent]'],
      ['[A10', 'pyroscope/metastore-not-persistent]'],
      ['pyroscope/metastore-not-persistent', 'A10'],
    ])
      expect(await run(['explain', ...pasted])).toMatchObject({ code: 0, out });
  });

  it('takes the rules of the engine with a pack in front', async () => {
    const { out } = await run(['explain', 'unknown-key']);
    expect(await run(['explain', 'pyroscope/unknown-key'])).toMatchObject({ code: 0, out });
  });

  it('has a page for every id that can be printed', async () => {
    const rules = documentedRules(RELEASE_PACKS);
    const checks = await Promise.all(RELEASE_PACKS.map(checksOf));
    const ids = [
      ...rules.flatMap(({ ruleId, rule }) => [ruleId, rule.id, ...(rule.audit ?? [])]),
      ...checks.flat(),
      ...OTHERS,
    ];
    expect(await unexplained(new Set(ids))).toEqual([]);
  });

  it('tells of a closed gate what opens it', async () => {
    const { out } = await run(['explain', 'gate-closed']);
    for (const word of [
      ...['--gate-override', '--accept-data-loss', '--gate-first-install'],
      ...['phasegate verify', 'phasegate report'],
    ])
      expect(out).toContain(word);
  });

  it('tells of a check what is expected in each phase, and how to see the same', async () => {
    const { out } = await run(['explain', 'write-paths']);
    expect(out).toContain(
      'write-paths (check of verify and the gate): Received profiles go where the phase says',
    );
    expect(out).toContain('the client never sees a failed v2 write');
    expect(out).toMatch(/expected in v1: .*none to the segment-writer/);
    expect(out).toMatch(/expected in dual: .*according to their weights/);
    expect(out).toContain('kubectl port-forward -n NAMESPACE');
  });

  it('is named once by every text that holds findings, and by no other', async () => {
    const hint = 'phasegate explain ID explains a finding\n';
    const values = 'pyroscope:\n  replicaCuont: 1\n  nameOverryde: x\n';
    const bad = await run(['lint', 'values.yaml'], { files: { 'values.yaml': values } });
    expect(bad.out.split(hint)).toHaveLength(2);
    const good = await run(['lint', 'values.yaml'], { files: { 'values.yaml': 'pyroscope: {}\n' } });
    expect(good.out).not.toContain(hint);
    const refused = await run(['render', '--phase', 'dual']);
    expect(refused.said).toContain('[no-release]');
    expect(refused.said.endsWith(hint)).toBe(true);
    expect((await run(['render'])).said).not.toContain(hint);
  });

  it('names the nearest of all ids', async () => {
    expect((await run(['explain', 'gate-close'])).said).toContain('did you mean gate-closed?');
    expect((await run(['explain', 'write-path'])).said).toContain('did you mean write-paths?');
  });
});
