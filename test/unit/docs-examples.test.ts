import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { run } from './cli/run.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const DOCS = ['README.md', 'docs/gate.md', 'docs/pachyderm/migrate.md'];

/** Other programs, and commands that need a cluster. */
const CANNOT_RUN = /^(?:npm|helm|PHASEGATE_)|phasegate \w+ -n /;

/** A console block with what its commands print now, run on the files that the `cat` lines show. */
async function runBlock(block: string, files: Record<string, string>): Promise<string> {
  const parts = block.split(/^(?=\$ )/m);
  const shown: string[] = [];
  for (const part of parts) {
    const [, command = '', printed = ''] = /^\$ (.*)\n([\s\S]*)$/.exec(part) ?? [];
    const [words = '', stdin] = command.replace(/ > \S+$/, '').split(' < ');
    const [program, ...argv] = words.split(' ');
    if (program === 'cat') files[argv[0] ?? ''] = printed;
    if (program === 'cat' || CANNOT_RUN.test(command)) shown.push(part);
    else {
      const input = stdin === undefined ? '' : readFileSync(resolve(ROOT, stdin), 'utf8');
      const { out, said } = await run(argv, { files, stdin: input });
      shown.push(`$ ${command}\n${stdin === undefined ? out : ''}${said}`);
    }
  }
  return shown.join('');
}

it.each(DOCS)('%s shows what its commands print (PHASEGATE_UPDATE_GOLDENS=1 writes it)', async (doc) => {
  const path = resolve(ROOT, doc);
  const text = readFileSync(path, 'utf8');
  const files: Record<string, string> = {};
  const parts = text.split(/(?<=^```console\n)|(?=^```$)/m);
  const shown: string[] = [];
  for (const [index, part] of parts.entries())
    shown.push(parts[index - 1]?.endsWith('```console\n') ? await runBlock(part, files) : part);
  const current = shown.join('');
  if (process.env.PHASEGATE_UPDATE_GOLDENS) writeFileSync(path, current);
  else expect(text).toBe(current);
});
