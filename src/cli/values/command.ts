import { err, ok, type Result } from '../../result.ts';
import { coalesceWithDefaults } from '../../values/merge.ts';
import { resolveUserValues } from '../../values/resolve.ts';
import type { ValueNode } from '../../values/tree.ts';
import type { ValuesError } from '../../values/values-error.ts';
import { type CommandShape, onOff, readCommandLine, single } from '../command-line.ts';
import { endUsage, fail, writeResult } from '../finish.ts';
import type { Command, Io } from '../io.ts';
import { readText } from '../read-text.ts';
import { helmMajor, setFlagsOf, VALUES_OPTIONS } from '../values-flags.ts';
import { defaultValues } from './default-values.ts';
import type { ValuesCommandFlags } from './flags.ts';
import { valuesAsJson, valuesAsYaml } from './print-values.ts';

const SHAPE: CommandShape = {
  name: 'phasegate values',
  description: 'print the values that Helm would resolve, credentials included',
  options: [
    ...VALUES_OPTIONS,
    () =>
      single(
        '--chart-version <version>',
        "over the defaults of this version of the pack's chart (default: the newest)",
      ),
    () => single('--chart <folder>', 'over the values.yaml of the chart in this folder'),
    () => single('--format <name>', 'yaml (default) or json'),
    () => onOff('--origins', 'say of each value which file, line or flag set it'),
    () => onOff('--debug', 'stack traces of own failures'),
  ],
};

const FORMATS = ['yaml', 'json'];

function describe({ file, line, column, flag, message }: ValuesError): string {
  return file !== undefined && line !== undefined
    ? `${file}:${line}:${column ?? 1}: error: ${message}`
    : `phasegate: ${flag ?? 'values'}: ${message}`;
}

function userValues(flags: ValuesCommandFlags, helm: 3 | 4, io: Io): Result<ValueNode, string> {
  const files: { name: string; text: string }[] = [];
  for (const name of flags.values) {
    const bytes = name === '-' ? io.readStdin() : undefined;
    const text =
      bytes === undefined ? readText(name, io) : bytes.ok ? ok(bytes.value.toString('utf8')) : bytes;
    if (!text.ok) return err(`phasegate: values file ${name}: ${text.error}`);
    files.push({ name, text: text.value });
  }
  const resolved = resolveUserValues({
    files,
    setFlags: setFlagsOf(flags),
    readFile: (path) => readText(path, io),
    helm,
  });
  return resolved.ok ? resolved : err(describe(resolved.error));
}

async function resolve(flags: ValuesCommandFlags, io: Io): Promise<Result<ValueNode, string>> {
  const helm = helmMajor(flags.helm);
  if (!helm.ok) return helm;
  if (!FORMATS.includes(flags.format ?? 'yaml'))
    return err(`phasegate: --format: ${JSON.stringify(flags.format)} is neither yaml nor json`);
  const user = userValues(flags, helm.value, io);
  if (!user.ok) return user;
  const defaults = await defaultValues(flags, helm.value, io);
  return defaults.ok ? ok(coalesceWithDefaults(user.value, defaults.value, helm.value)) : defaults;
}

/** `phasegate values`: what Helm would resolve, and who said so. */
export const values: Command = async (argv, io) => {
  const read = readCommandLine<ValuesCommandFlags>(argv, SHAPE);
  if (!read.ok) return endUsage(read.error, io);
  const { flags, args } = read.value;
  if (args.length > 0)
    return fail(io, `phasegate: values takes no argument; files come behind -f: ${args.join(' ')}`);
  const resolved = await resolve(flags, io);
  if (!resolved.ok) return fail(io, resolved.error);
  const print = flags.format === 'json' ? valuesAsJson : valuesAsYaml;
  return writeResult(print(resolved.value, flags.origins), io);
};
