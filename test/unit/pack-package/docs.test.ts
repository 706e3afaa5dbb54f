import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LEDGER, manifestOf, projectWithPack } from './project.ts';

const DOC = resolve(import.meta.dirname, '../../../docs/packs.md');
const text = readFileSync(DOC, 'utf8');
const blocks = [...text.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(
  ([, language = '', file, code = '']) => ({ language, file, code }),
);

const { read, run, write } = await projectWithPack();
write('bucket.yaml', 'store: bucket\nbucket: books\n');
write('disk.yaml', manifestOf('disk'));

/** Runs `phasegate words < input > output`. */
async function runLine(line: string) {
  const [, words = '', input, output] = /^phasegate (.*?)(?: < (\S+))?(?: > (\S+))?$/.exec(line) ?? [];
  const ended = await run(words, input === undefined ? '' : read(input), { PHASEGATE_ALLOW_PACKS: '' });
  if (output !== undefined) write(output, ended.out);
  return { ...ended, shown: `${output === undefined ? ended.out : ''}${ended.err}` };
}

/** A console block with what its commands print now. */
async function runBlock(code: string): Promise<string> {
  const shown: string[] = [];
  for (const part of code.split(/^(?=\$ )/m)) {
    const [, command = ''] = /^\$ (.*)\n/.exec(part) ?? [];
    if (command.startsWith('npm ')) shown.push(part);
    else {
      const [, file] = /^cat (\S+)$/.exec(command) ?? [];
      shown.push(`$ ${command}\n${file === undefined ? (await runLine(command)).shown : read(file)}`);
    }
  }
  return shown.join('');
}

describe('docs/packs.md', () => {
  it.each(blocks.filter(({ file }) => file !== undefined))('quotes $file as it is', ({ file = '', code }) => {
    expect(readFileSync(join(LEDGER, file), 'utf8')).toContain(code);
  });

  it('shows what its commands print (PHASEGATE_UPDATE_GOLDENS=1 writes it)', async () => {
    let current = text;
    for (const { language, code } of blocks) {
      const now = language === 'console' ? await runBlock(code) : code;
      current = current.replace(`\`\`\`console\n${code}`, () => `\`\`\`console\n${now}`);
    }
    if (process.env.PHASEGATE_UPDATE_GOLDENS) writeFileSync(DOC, current);
    else expect(text).toBe(current);
  });

  it('has live commands that work', async () => {
    write('both.yaml', manifestOf('both'));
    const lines = blocks
      .filter(({ language }) => language === 'sh')
      .flatMap(({ code }) => code.trim().split('\n'));
    const codes: [string, number][] = [];
    for (const line of lines) codes.push([line, (await runLine(line)).code]);
    expect(codes).toEqual(lines.map((line) => [line, 0]));
  });
});
