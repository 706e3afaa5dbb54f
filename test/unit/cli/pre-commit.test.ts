import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { run } from './run.ts';

const VALUES = 'pyroscope:\n  nameOverride: a\n';

async function init(text?: string) {
  const files = { 'values.yaml': VALUES, ...(text !== undefined && { '.pre-commit-config.yaml': text }) };
  const { code, said, file } = await run(['init'], { files });
  return { code, said, after: file('.pre-commit-config.yaml') };
}

const ODD = `# our hooks
default_stages:   [commit]


repos:
-   repo: https://example.com/a   # pinned
    rev:   v1

    hooks:
    -   id: one
        args: [ "--x",
                '--y' ]   # why

# last words
ci: { skip: [one] }
`;

describe('init and a .pre-commit-config.yaml that is there', () => {
  it.each([
    ['in its own style', ODD],
    ['with CRLF', ODD.replaceAll('\n', '\r\n')],
    ['with items indented', 'repos:\n  - repo: local\n    hooks: []\n'],
    ['without a last line break', 'repos:\n  - repo: local\n    hooks: []'],
    [
      'ending in a block scalar',
      'repos:\n  - repo: local\n    hooks:\n      - id: a\n        description: |\n          text\n\nci: {}\n',
    ],
    ['with repos before other keys', 'repos:\n- repo: a\n  rev: 1\n# about ci\nci:\n  skip: []\n'],
    ['as a flow map', '{repos: [{repo: local, hooks: []}], ci: {}}\n'],
    ['as an empty flow map', '{repos: []}\n'],
    ['with a flow list', 'repos: [ {repo: local, hooks: []} ] # none\nci: {}\n'],
  ])('%s: adds the hook and keeps every other byte', async (_, text) => {
    const { code, after, said } = await init(text);
    expect([code, said]).toEqual([0, '']);
    const { length } = after.match(/phasegate-lint/g) ?? [];
    expect(length).toBe(1);
    // What was there is still there, in order, around one piece that is new.
    let start = 0;
    while (start < text.length && text[start] === after[start]) start += 1;
    let end = 0;
    while (end < text.length - start && text.at(-1 - end) === after.at(-1 - end)) end += 1;
    expect(start + end).toBe(text.length);
    const [was, is] = [parse(text) as { repos: unknown[] }, parse(after) as { repos: unknown[] }];
    expect(is).toMatchObject({ ...was, repos: [...was.repos, { repo: 'local' }] });
    if (text.includes('\r\n')) expect(after.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('fills an empty list', async () => {
    const { after } = await init('# hooks\nrepos: []  # none yet\nci: {}\n');
    expect(after).toMatch(/^# hooks\nrepos:\n {2}- repo: local\n/);
    expect(after).toMatch(/ {2}# none yet\nci: \{\}\n$/);
    expect(parse(after)).toMatchObject({ repos: [{ repo: 'local' }], ci: {} });
  });

  it('leaves one that has the hook as it is', async () => {
    const first = await init(ODD);
    expect((await init(first.after)).after).toBe(first.after);
  });

  it.each(['repos: [\n', 'ci: {}\n', ''])('is refused where there is no list: %j', async (text) => {
    const { code, after, said } = await init(text);
    expect([code, after]).toEqual([2, text]);
    expect(said).toContain('.pre-commit-config.yaml');
  });
});
