import { rulesAsJson, rulesAsMarkdown, rulesAsText } from '../../report/lint/rule-docs.ts';
import { type CommandShape, readCommandLine, single } from '../command-line.ts';
import { documentedRules } from '../explain/command.ts';
import { endUsage, fail, writeResult } from '../finish.ts';
import type { Command } from '../io.ts';

const SHAPE: CommandShape = {
  name: 'phasegate rules',
  description: 'list the rules of lint',
  options: [() => single('--format <name>', 'text (default), markdown or json')],
};

const FORMATS: Readonly<Record<string, typeof rulesAsText>> = {
  text: rulesAsText,
  markdown: rulesAsMarkdown,
  json: rulesAsJson,
};

/** `phasegate rules`. */
export const rules: Command = async (argv, io) => {
  const read = readCommandLine<{ format?: string }>(argv, SHAPE);
  if (!read.ok) return endUsage(read.error, io);
  const { format = 'text' } = read.value.flags;
  const print = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  if (!print)
    return fail(
      io,
      `phasegate: --format: ${JSON.stringify(format)} is none of ${Object.keys(FORMATS).join(', ')}`,
    );
  return writeResult(print(await documentedRules()), io);
};
