import { describe, expect, it } from 'vitest';
import { run } from './run.ts';

describe('a mistake in the call', () => {
  it.each(['report', 'rules', 'schema', 'init', 'values', 'render'])(
    'is a stray word for %s',
    async (name) => {
      const { code, out, said } = await run([name, 'stray']);
      expect([code, out]).toEqual([2, '']);
      expect(said).toContain('stray');
    },
  );

  it.each([
    ['--fase', 'render', '--phase'],
    ['--phsae', 'render', '--phase'],
    ['--value', 'lint', '--values'],
    ['--chart-versoin', 'lint', '--chart-version'],
  ])('is %s for %s, which means %s', async (word, command, meant) => {
    const { code, said } = await run([command, word, 'x']);
    expect(code).toBe(2);
    expect(said).toContain(`did you mean ${meant}?`);
    expect(said.match(/--[a-z-]+/g)?.filter((one) => one !== word && one !== '--help')).toEqual([meant]);
  });

  it('is a word that nothing is like, and nothing is suggested', async () => {
    const { code, said } = await run(['render', '--colour-scheme', 'x']);
    expect(code).toBe(2);
    expect(said).not.toContain('did you mean');
  });
});

describe('help', () => {
  it.each([
    'render',
    'lint',
    'values',
    'plan',
    'verify',
    'next',
    'report',
    'rules',
    'explain',
    'schema',
    'init',
  ])('of %s is the same with help before and --help behind', async (name) => {
    const [before, behind] = [await run(['help', name]), await run([name, '--help'])];
    expect(before).toMatchObject({ code: 0, out: behind.out, said: '' });
    expect(before.out).toContain(`phasegate ${name}`);
    expect(before.out).toContain('Examples:');
    expect(before.out).not.toMatch(/default: (none|false)/);
  });

  it('names the environment variable and the config key of a flag', async () => {
    const { out } = await run(['help', 'render']);
    expect(out).toContain('PHASEGATE_PHASE');
    expect(out).toContain('gate.minSoak');
  });

  it('of an unknown command is a mistake', async () => {
    expect(await run(['help', 'lnit'])).toMatchObject({ code: 2, out: '' });
  });
});

describe('the version', () => {
  it('alone is printed by the flag', async () => {
    expect(await run(['--version'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  it('is printed with runtime and packs by the command, which has a help', async () => {
    const { code, out } = await run(['version']);
    expect(code).toBe(0);
    expect(out).toContain(`runtime: node ${process.versions.node}\n`);
    expect(out).toContain('  pyroscope: built in\n');
    expect((await run(['help', 'version'])).out).toContain('phasegate version');
    expect(await run(['version', '--phase', 'v2'])).toMatchObject({ code: 2, out: '' });
  });
});

describe('the exit code', () => {
  it('is 3 where phasegate itself fails, and the stack trace comes with --debug only', async () => {
    const broken = { stdin: null as unknown as string };
    const short = await run(['render'], broken);
    const long = await run(['render', '--debug'], broken);
    expect([short.code, short.out, long.code]).toEqual([3, '', 3]);
    expect(short.said).toContain('phasegate: internal error: ');
    expect(short.said).not.toMatch(/^ +at /m);
    expect(long.said).toMatch(/^ +at /m);
  });

  it('is 2 where nobody takes the result', async () => {
    const { code, said } = await run(['rules'], { isStdoutClosed: true });
    expect(code).toBe(2);
    expect(said).toContain('standard output was closed');
  });
});
