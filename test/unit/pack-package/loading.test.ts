import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runInProcess } from '../../in-process.ts';

const PACK = `{
  api: 1, name: 'small', phases: [{ id: 'one', title: 'one', writes: [], reads: [], signs: [] }], rules: [],
  recognise: () => false, readManifests: (_, found) => found, render: () => undefined,
}`;

/** Source of a module whose pack is the one above, with some members in place of its own. */
const packWith = (members = ''): string => `export default { ...${PACK}, ${members} };`;

/** Runs a command in a folder of these files, beside a config that names packs. */
async function run(words: string, packs: string, files: Readonly<Record<string, string>>) {
  const cwd = mkdtempSync(join(tmpdir(), 'phasegate-packs-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  for (const [name, text] of Object.entries({ 'phasegate.yaml': packs, ...files })) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  const { code, out, err } = await runInProcess([...words.split(' '), '--allow-packs'], { cwd });
  return { code, out, err: err.replaceAll(cwd, '<folder>') };
}

/** A run with one pack in a file of its own. */
const withPack = (source: string, words = 'rules') =>
  run(words, 'packs: [./pack.mjs]\n', { 'pack.mjs': source });

describe('a pack that cannot be used ends the run with exit code 2 and a plain reason', () => {
  const start = 'phasegate.yaml:1:9: error: the pack ./pack.mjs cannot be used: ';

  it.each([
    ['that is not there', 'packs: [./none.mjs]\n', {}, 'it is not found; install it, or correct its path'],
    ['that is not installed', 'packs: [none]\n', {}, 'it is not found; install it, or correct its path'],
    [
      'of a package that does not export it',
      'packs: [p/part]\n',
      { 'node_modules/p/package.json': '{"exports":{".":"./a.mjs"}}' },
      'it is not found; install it, or correct its path',
    ],
  ])('%s', async (_, config, files, reason) => {
    const { code, out, err } = await run('rules', config, files);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(reason);
  });

  it.each([
    ['that throws', 'throw new Error("no luck");', 'loading it failed: no luck'],
    [
      'without a pack',
      'export const x = 1;',
      'it exports no pack; export one as default, or under the name pack',
    ],
    [
      'for another api',
      packWith('api: 2'),
      'its pack is for api 2, and this phasegate knows api 1; update one of the two',
    ],
    [
      'with a name that is not one',
      packWith('name: "A B"'),
      'the name of its pack must be small letters, digits and dashes',
    ],
    ['that lacks members', packWith('rules: 1, render: undefined'), 'its pack lacks rules and render'],
    [
      'with a name twice',
      packWith(`rules: [{ id: 'r' }, { id: 's' }, { id: 'r' }]`),
      'two of its rules are named r',
    ],
    [
      'with a phase twice',
      packWith(`phases: [{ id: 'one' }, { id: 'one' }]`),
      'two of its phases are named one',
    ],
    [
      'whose name is taken',
      packWith('name: "pyroscope"'),
      'another pack has the name pyroscope already; rename one of the two',
    ],
    [
      'whose command has a name that is taken',
      packWith('commands: [{ name: "lint", summary: "", run: async () => 0 }]'),
      'another command has the name lint already; rename the one of the pack',
    ],
  ])('%s', async (_, source, reason) => {
    expect(await withPack(source)).toEqual({ code: 2, out: '', err: `${start}${reason}\n` });
  });

  it('twice the same', async () => {
    const { code, err } = await run('rules', 'packs: [./pack.mjs, ./pack.mjs]\n', { 'pack.mjs': packWith() });
    expect(code).toBe(2);
    expect(err).toContain('another pack has the name small already');
  });

  it.each(['mode', 'releases', 'a b', 'Big'])('whose setting is named %s', async (name) => {
    const source = packWith(`settings: [{ name: "${name}", summary: "", schema: { type: "string" } }]`);
    const { code, err } = await withPack(source, 'render');
    expect([code, err]).toEqual([
      2,
      `phasegate: pack small: its setting cannot be named ${name}; use letters and digits, and no name of a flag or key of phasegate\n`,
    ]);
  });

  it.each(['packs: ./pack.mjs\n', 'packs: [1]\n', 'packs: {a: b}\n'])(
    'in a config with %s',
    async (config) => {
      const { code, err } = await run('rules', config, {});
      expect(code).toBe(2);
      expect(err).toMatch(/^phasegate\.yaml:1:8: error: packs must be a list of package names and paths\n$/);
    },
  );
});

describe('a mistake in a pack is told as one, with its place', () => {
  const rule = (judge: string): string =>
    `rules: [{ id: 'r', severity: 'error', summary: 's', why: 'w', bad: [], judge: ${judge} }]`;
  const chart = `charts: [{ name: 'small', versions: ['1.0.0'], defaults: () => ({}) }], readValues: () =>
    ({ phase: { sure: false, why: 'x' }, components: [] })`;
  const fail = "() => { throw new TypeError('no luck') }";

  it.each([
    ['recognise', `recognise: ${fail}`, 'render', 'recognise failed: no luck'],
    ['readValues', `${chart}, readValues: ${fail}`, 'lint v.yaml', 'readValues failed: no luck'],
    [
      'defaults',
      `charts: [{ name: 'small', versions: ['1.0.0'], defaults: ${fail} }], readValues: ${fail}`,
      'lint v.yaml',
      'defaults of chart small failed: no luck',
    ],
    ['a rule', `${chart}, ${rule(fail)}`, 'lint v.yaml', 'rule r failed: no luck'],
    [
      'a setting that it does not have',
      `${chart}, ${rule("({ now }) => now.setting('quorum')")}`,
      'lint v.yaml',
      'rule r failed: the pack has no setting quorum',
    ],
  ])('%s', async (_, members, words, problem) => {
    const cwd = mkdtempSync(join(tmpdir(), 'phasegate-packs-'));
    onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
    writeFileSync(join(cwd, 'phasegate.yaml'), 'packs: [./pack.mjs]\nlint: {pack: small}\n');
    writeFileSync(join(cwd, 'pack.mjs'), packWith(members));
    writeFileSync(join(cwd, 'v.yaml'), 'a: 1\n');
    const input = 'kind: Service\nmetadata: {name: a}\n';
    const { code, err } = await runInProcess([...words.split(' '), '--config', 'phasegate.yaml'], {
      cwd,
      input,
    });
    expect([code, err]).toEqual([
      3,
      `phasegate: pack small: ${problem}\nThis is a bug in the pack; nothing was written. Run it again with --debug to see where it failed.\n`,
    ]);
  });

  it('a pack may be an object of a class', async () => {
    const source = `class Small { constructor() { Object.assign(this, ${PACK}); delete this.recognise; }
      recognise() { return this.name === 'other'; } }
      export default new Small();`;
    expect(await withPack(source, 'render')).toMatchObject({ code: 0, err: '' });
  });
});

describe('a pack is found', () => {
  const rule = `rules: [{ id: 'r', severity: 'info', summary: 's', why: 'w', bad: [], judge: () => undefined }]`;
  const source = packWith(rule);

  it.each([
    ['by a path', './packs/small.mjs', { 'packs/small.mjs': source }],
    [
      'by the name of a package',
      'p',
      { 'node_modules/p/package.json': '{"main":"a.mjs"}', 'node_modules/p/a.mjs': source },
    ],
    [
      'without a manifest that says where',
      'p',
      { 'node_modules/p/package.json': '{"type":"module"}', 'node_modules/p/index.js': source },
    ],
    [
      'where a package exports it',
      '@s/p',
      { 'node_modules/@s/p/package.json': '{"exports":"./b.mjs"}', 'node_modules/@s/p/b.mjs': source },
    ],
    [
      'under a condition',
      'p',
      {
        'node_modules/p/package.json':
          '{"exports":{"types":"./a.d.ts","require":"./none.cjs","import":{"node":"./b.mjs"}}}',
        'node_modules/p/b.mjs': source,
      },
    ],
    [
      'as a part of a package',
      'p/packs/small',
      {
        'node_modules/p/package.json': '{"exports":{".":"./a.mjs","./packs/small":{"default":"./b.mjs"}}}',
        'node_modules/p/b.mjs': source,
      },
    ],
    ['under the name pack', './b.mjs', { 'b.mjs': `export const pack = { ...${PACK}, ${rule} };` }],
  ])('%s', async (_, name, files) => {
    const { code, out, err } = await run('rules', `packs: ["${name}"]\n`, files);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('small/r');
  });
});

describe("a pack's setting in the config", () => {
  const source = packWith(`settings: [
    { name: 'quorum', summary: 'replicas', schema: { type: 'integer', minimum: 1 } },
    { name: 'level', summary: 'how much', schema: { enum: ['low', 'high'] } },
    { name: 'read', summary: 'only read' },
  ]`);
  const render = (config: string) => run('render', `packs: [./pack.mjs]\n${config}`, { 'pack.mjs': source });

  it.each(['quorum: 3\n', 'releases: [{name: a, quorum: 3}]\n', 'level: low\nphase: one\n'])(
    'is taken: %s',
    async (config) => {
      expect(await render(`allowNoMatch: true\n${config}`)).toMatchObject({ code: 0, err: '' });
    },
  );

  it.each([
    ['quorum: many\n', 'quorum must be an integer'],
    ['releases: [{name: a, quorum: 0}]\n', 'releases[0].quorum must be >= 1'],
    ['level: middle\n', 'level must be one of low, high'],
    ['read: 1\n', 'unknown key read'],
    ['qourum: 1\n', 'unknown key qourum; did you mean quorum?'],
  ])('is refused: %s', async (config, problem) => {
    const { code, err } = await render(config);
    expect(code).toBe(2);
    expect(err).toContain(problem);
  });

  it.each([
    ['--quorum many', '--quorum: "many" is not a whole number'],
    ['--level middle', '--level: "middle" is not one of low, high'],
    [
      '--phase two',
      '--phase: unknown phase "two"; use v1, dual or v2 (Pyroscope); old, dual or new (Prometheus remote storage); normal or adjacent (Pachyderm); one (small)',
    ],
  ])('is refused as a flag: %s', async (words, problem) => {
    expect(await withPack(source, `render ${words}`)).toEqual({
      code: 2,
      out: '',
      err: `phasegate: ${problem}\n`,
    });
  });
});
