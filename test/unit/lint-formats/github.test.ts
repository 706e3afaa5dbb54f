import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { github } from '../../../src/report/lint/github.ts';
import { finding, flagFinding, resultOf, SAMPLE } from './sample.ts';

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

const PROPERTY = { '%3A': ':', '%2C': ',', '%0D': '\r', '%0A': '\n', '%25': '%' } as const;
const unescaped = (text: string, known: RegExp): string =>
  text.replace(known, (code) => PROPERTY[code as keyof typeof PROPERTY]);

/** A line as the runner reads it: `::name key=value,…::message`. */
function read(line: string): Command {
  const [, name = '', properties = '', message = ''] = /^::(\w+) (.*?)::(.*)$/.exec(line) ?? [];
  const pairs = properties.split(',').map((pair) => {
    const [key = '', value = ''] = pair.split(/=(.*)/s);
    return [key, unescaped(value, /%(?:3A|2C|0D|0A|25)/g)];
  });
  return { name, properties: Object.fromEntries(pairs), message: unescaped(message, /%(?:0D|0A|25)/g) };
}

const commandsOf = (...findings: Parameters<typeof resultOf>): Command[] =>
  github(resultOf(...findings))
    .split(/\r?\n|\r/)
    .filter((line) => line !== '')
    .map(read);

const HARD = fc.string({ unit: fc.constantFrom('%', '\r', '\n', ':', ',', '=', '25', '0A', 'x', ' ') });

describe('github', () => {
  it('gives back every text that was put in', () => {
    fc.assert(
      fc.property(HARD, HARD, HARD, HARD, (name, rule, what, why) => {
        const file = `f${name}`;
        const [command, ...more] = commandsOf(finding({ file, ruleId: rule, what, why, remedy: 'r' }));
        expect(more).toEqual([]);
        expect(command?.message).toBe(`${what}\nwhy: ${why}\ndo: r`);
        expect(command?.properties).toMatchObject({ file, title: rule });
      }),
    );
  });

  it('has a command for each severity', () => {
    const names = (['error', 'warning', 'info'] as const).map(
      (severity) => commandsOf(finding({ severity }))[0]?.name,
    );
    expect(names).toEqual(['error', 'warning', 'notice']);
  });

  it('gives an end column on one line only', () => {
    const [one, several] = commandsOf(finding(), finding({ endLine: 4, endColumn: 2 }));
    expect(one?.properties).toMatchObject({ line: '3', col: '9', endLine: '3', endColumn: '14' });
    expect(several?.properties).toMatchObject({ line: '3', col: '9', endLine: '4' });
    expect(several?.properties).not.toHaveProperty('endColumn');
  });

  it('points nowhere for a flag, and names it', () => {
    const [command] = commandsOf(flagFinding('--set a=b'));
    expect(Object.keys(command?.properties ?? {})).toEqual(['title']);
    expect(command?.message).toMatch(/^--set a=b: /);
  });

  it('writes a line a finding', () => {
    expect(github(SAMPLE).match(/\n/g)).toHaveLength(SAMPLE.findings.length);
  });
});
