import { resolve } from 'node:path';
import type { LoadedConfig } from '../../config/config.ts';
import { ownSchema, type SchemaCheck } from '../../lint/own-schema.ts';
import { ENGINE_RULES } from '../../lint/rules/index.ts';
import type { ValuesPack } from '../../lint/values-pack.ts';
import { nearest } from '../../nearest.ts';
import { loadValuesPacks } from '../../packs/values-packs.ts';
import { err, ok, type Result } from '../../result.ts';
import { resolveWrittenValues } from '../../values/resolve.ts';
import type { Io } from '../io.ts';
import { readText } from '../read-text.ts';
import { helmMajor } from '../values-flags.ts';
import { knownVersion } from './choose-chart.ts';
import type { LintFlags } from './flags.ts';
import type { RunContext } from './lint-run.ts';
import { LintSettings } from './lint-settings.ts';
import { unknownInConfig } from './unknown-in-config.ts';

/** Every rule of the engine and a pack, as they are shown. */
export const shownRuleIds = (pack: ValuesPack): readonly string[] => [
  ...ENGINE_RULES.map(({ id }) => id),
  ...pack.rules.map(({ id }) => `${pack.name}/${id}`),
];

async function packFor(name: string | undefined): Promise<Result<ValuesPack, string>> {
  const packs = await loadValuesPacks();
  const found = name === undefined ? packs[0] : packs.find((pack) => pack.name === name);
  if (found) return ok(found);
  const near = nearest(
    name ?? '',
    packs.map((pack) => pack.name),
  );
  const list = packs.map((pack) => pack.name).join(', ');
  return err(
    `phasegate: --pack: there is no pack ${name}; ${near ? `did you mean ${near}?` : `known: ${list}`}`,
  );
}

async function readSchema(
  flags: LintFlags,
  loaded: LoadedConfig | undefined,
  io: Io,
): Promise<Result<SchemaCheck | undefined, string>> {
  const configured = loaded?.config.lint?.schema;
  const file = flags.schema ?? (configured && loaded ? resolve(loaded.folder, configured) : undefined);
  if (file === undefined) return ok(undefined);
  const text = readText(file, io);
  if (!text.ok) return err(`phasegate: schema ${file}: ${text.error}`);
  const schema = await ownSchema(text.value);
  return schema.ok ? schema : err(`phasegate: schema ${file} cannot be used: ${schema.error}`);
}

function readBefore(
  flags: LintFlags,
  helm: RunContext['helm'],
  io: Io,
): Result<RunContext['before'], string> {
  if (flags.fromValues.length === 0) return ok(undefined);
  const files: { name: string; text: string }[] = [];
  for (const name of flags.fromValues) {
    const text = readText(name, io);
    if (!text.ok) return err(`phasegate: --from-values ${name}: ${text.error}`);
    files.push({ name, text: text.value });
  }
  const merged = resolveWrittenValues({ files, setFlags: [], readFile: (path) => readText(path, io), helm });
  if (!merged.ok) {
    const { file, line, column, message } = merged.error;
    return err(`${file}:${line}:${column}: error: ${message}`);
  }
  const texts = new Map(files.map(({ name, text }) => [name, text]));
  return ok({ user: merged.value.values, texts });
}

/** Everything that holds for all files of a run. @returns the message for exit code 2 where something cannot be used */
export async function runContext(
  flags: LintFlags,
  loaded: LoadedConfig | undefined,
  io: Io,
  note: (text: string) => void,
): Promise<Result<RunContext, string>> {
  const pack = await packFor(flags.pack ?? loaded?.config.lint?.pack);
  if (!pack.ok) return pack;
  const ruleIds = shownRuleIds(pack.value);
  const unknown = unknownInConfig(loaded, ruleIds, pack.value.rules);
  if (unknown !== undefined) return err(unknown);
  const helm = helmMajor(flags.helm);
  if (!helm.ok) return helm;
  const schema = await readSchema(flags, loaded, io);
  if (!schema.ok) return schema;
  const before = readBefore(flags, helm.value, io);
  if (!before.ok) return before;
  const from = fromChart(flags, pack.value, note);
  if (!from.ok) return from;
  return ok({
    pack: pack.value,
    helm: helm.value,
    settings: new LintSettings(loaded, io.cwd),
    ...(flags.chartVersion !== undefined && { chartVersion: flags.chartVersion }),
    ...(from.value !== undefined && { fromChart: from.value }),
    ...(before.value && { before: before.value }),
    ...(schema.value && { ownSchema: schema.value }),
    ruleIds,
    today: new Date().toISOString().slice(0, 10),
    note,
  });
}

function fromChart(
  flags: LintFlags,
  pack: ValuesPack,
  note: (text: string) => void,
): Result<string | undefined, string> {
  const { fromChartVersion: version } = flags;
  if (version === undefined) return ok(undefined);
  const chosen = knownVersion({ version, source: '--from-chart-version' }, pack.chartVersions);
  if (!chosen) return err(`phasegate: --from-chart-version: ${JSON.stringify(version)} is no version`);
  if (chosen.note !== undefined) note(chosen.note);
  return ok(chosen.version);
}
