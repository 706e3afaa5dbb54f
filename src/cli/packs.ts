import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ConfigData, readConfigData } from '../config/read-config.ts';
import { EarlyExit } from '../early-exit.ts';
import type { Pack } from '../pack.ts';
import { isExecutable } from '../version.ts';
import { withLibrary } from '../yaml/library.ts';
import { isOn, statedFor } from './command-line.ts';
import { commandsOf, isCommand } from './commands.ts';
import { type ConfigFile, findConfigFile } from './inputs.ts';
import type { Io } from './io.ts';
import { guarded } from './pack-failure.ts';
import { CONFIG_OPTIONS } from './shared-options.ts';

/** Looked for before a command's flags are known: the packs bring flags of their own. */
export function flagsIn(argv: readonly string[]): { readonly config?: string; readonly allowPacks: boolean } {
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  const at = words.findLastIndex((word) => word === '--config' || word.startsWith('--config='));
  const config = words[at] === '--config' ? words[at + 1] : words[at]?.slice('--config='.length);
  return { ...(config !== undefined && { config }), allowPacks: words.includes('--allow-packs') };
}

/** The words of a pack's own command: without the flags that are read here. */
export const withoutPackFlags = (argv: readonly string[]): readonly string[] => {
  const end = argv.indexOf('--');
  return argv.filter(
    (word, at) =>
      (end >= 0 && at >= end) ||
      !(word === '--allow-packs' || /^--config(?:=|$)/.test(word) || argv[at - 1] === '--config'),
  );
};

/** A pack as the config names it. */
interface NamedPack {
  readonly specifier: string;
  /** `phasegate.yaml:3:5`. */
  readonly place: string;
  /** Of the config. */
  readonly folder: string;
}

function packsNamedIn({ data, file, folder, placeOf }: ConfigData): readonly NamedPack[] {
  const { packs } = data as { packs?: unknown };
  if (packs === undefined) return [];
  const isList = Array.isArray(packs) && packs.every((one) => typeof one === 'string' && one !== '');
  if (!isList)
    throw new EarlyExit(
      `${file}:${placeOf(['packs'])}: error: packs must be a list of package names and paths`,
    );
  return packs.map((specifier: string, index) => ({
    specifier,
    place: `${file}:${placeOf(['packs', index])}`,
    folder,
  }));
}

/** Reads a config no further than its packs; what else is wrong with it is for the command to say that needs it. */
async function namedPacks({ file, shown, isNamed }: ConfigFile): Promise<readonly NamedPack[]> {
  const read = await withLibrary(() => readConfigData(file, shown));
  if (read.ok) return packsNamedIn(read.value);
  if (isNamed) throw new EarlyExit(read.error);
  return [];
}

const CONDITIONS = new Set(['node', 'import', 'module-sync', 'default']);

/** The file that an entry of `exports` names for an import. */
function exported(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  if (Array.isArray(target)) return target.map(exported).find((one) => one !== undefined);
  const entry = Object.entries(target ?? {}).find(
    ([condition, inner]) => CONDITIONS.has(condition) && exported(inner) !== undefined,
  );
  return entry && exported(entry[1]);
}

/** The file that a manifest names for the package or a part of it: `.` or `./part`. */
function entryOf(manifest: { exports?: unknown; main?: string }, part: string): string | undefined {
  const { exports, main } = manifest;
  if (exports === undefined) return part === '.' ? (main ?? 'index.js') : part;
  const byPart = Object.keys(exports as object).some((key) => key.startsWith('.'));
  return byPart
    ? exported((exports as Record<string, unknown>)[part])
    : part === '.'
      ? exported(exports)
      : undefined;
}

/** As an import in the folder would find it; node itself resolves only from where its own code lies. */
function fileOf({ specifier, folder }: NamedPack): string | undefined {
  if (specifier.startsWith('.') || isAbsolute(specifier)) return resolve(folder, specifier);
  const [, name = specifier, rest = ''] = /^((?:@[^/]+\/)?[^/]+)(.*)$/.exec(specifier) ?? [];
  const around = createRequire(join(folder, 'phasegate.yaml')).resolve.paths(name) ?? [];
  const home = around.map((one) => join(one, name)).find((one) => existsSync(join(one, 'package.json')));
  if (home === undefined) return undefined;
  const entry = entryOf(JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')), `.${rest}`);
  return entry === undefined ? undefined : resolve(home, entry);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const MEMBERS = ['phases', 'rules'] as const;
const METHODS = ['recognise', 'readManifests', 'render'] as const;

/** Why a module's pack cannot be used; undefined where it can. */
function mistakeInPack(pack: unknown, others: readonly Pack[]): string | undefined {
  if (!isObject(pack) || !('api' in pack))
    return 'it exports no pack; export one as default, or under the name pack';
  if (pack.api !== 1)
    return `its pack is for api ${JSON.stringify(pack.api)}, and this phasegate knows api 1; update one of the two`;
  if (typeof pack.name !== 'string' || !/^[a-z][a-z0-9-]*$/.test(pack.name))
    return 'the name of its pack must be small letters, digits and dashes';
  const lacking = [
    ...MEMBERS.filter((name) => !Array.isArray(pack[name])),
    ...METHODS.filter((name) => typeof pack[name] !== 'function'),
  ];
  if (lacking.length > 0) return `its pack lacks ${lacking.join(' and ')}`;
  for (const name of MEMBERS) {
    const ids = (pack[name] as readonly { readonly id?: unknown }[]).map(({ id }) => id);
    const twice = ids.find((id, at) => ids.indexOf(id) !== at);
    if (twice !== undefined) return `two of its ${name} are named ${twice}`;
  }
  if (others.some(({ name }) => name === pack.name))
    return `another pack has the name ${pack.name} already; rename one of the two`;
  const taken = commandsOf([pack as unknown as Pack]).find(
    ({ name }) => isCommand(name) || commandsOf(others).some((other) => other.name === name),
  );
  return taken && `another command has the name ${taken.name} already; rename the one of the pack`;
}

/** What an import of a package's name says where nothing of that name is found. */
const NO_PACKAGE = /^Cannot find package '([^']+)'/;

/** Why loading a pack failed. */
function whyNotLoaded(error: unknown): string {
  // Bun collects what is wrong with a file's text.
  const [first = error] = error instanceof AggregateError ? error.errors : [];
  const message = first instanceof Error || isObject(first) ? String(first.message) : String(first);
  const [, name] = NO_PACKAGE.exec(message) ?? [];
  return isExecutable && name !== undefined
    ? `it imports the package ${name}, and an executable cannot load packages for a pack; bundle the pack into one file (esbuild --bundle --format=esm --platform=node) and name that file`
    : `loading it failed: ${message}`;
}

async function load(named: NamedPack, others: readonly Pack[]): Promise<Pack> {
  const fail = (problem: string): EarlyExit =>
    new EarlyExit(`${named.place}: error: the pack ${named.specifier} cannot be used: ${problem}`);
  let module: Record<string, unknown>;
  try {
    const file = fileOf(named);
    if (file === undefined || !existsSync(file))
      throw fail('it is not found; install it, or correct its path');
    module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof EarlyExit) throw error;
    throw fail(whyNotLoaded(error));
  }
  const pack = module.default ?? module.pack;
  const mistake = mistakeInPack(pack, others);
  if (mistake !== undefined) throw fail(mistake);
  return guarded(pack as Pack);
}

/** A pack and where it comes from. */
export interface LoadedPack {
  readonly pack: Pack;
  /** As the config names it; undefined for a pack that phasegate comes with. */
  readonly named?: { readonly specifier: string; readonly place: string };
}

/**
 * The packs of a run: those that phasegate comes with, then those that the config names. A pack is code, so those of a
 * config that was only found nearby are left out, and the run says so, unless they are allowed.
 * @param argv the words behind the command's name
 * @throws EarlyExit where one cannot be loaded or used
 */
export async function loadPacks(argv: readonly string[], io: Io): Promise<readonly LoadedPack[]> {
  const { PACKS } = await import('../packs/index.ts');
  const builtIn = PACKS.map((pack) => ({ pack }));
  const flags = flagsIn(argv);
  const config = findConfigFile(flags, io);
  const named = config === undefined ? [] : await namedPacks(config);
  if (config === undefined || named.length === 0) return builtIn;
  if (!config.isNamed && !isOn(statedFor(CONFIG_OPTIONS, 'allowPacks', flags, io.env))) {
    io.writeError(
      `phasegate: warning: ${named[0]?.place}: packs are left out: ${named.map(({ specifier }) => specifier).join(', ')}; a pack is a program, so load it with --allow-packs (PHASEGATE_ALLOW_PACKS=1) if you trust it\n`,
    );
    return builtIn;
  }
  const loaded: LoadedPack[] = [...builtIn];
  for (const one of named) {
    const others = loaded.map(({ pack }) => pack);
    loaded.push({ pack: await load(one, others), named: one });
  }
  return loaded;
}

/** The packs that loadPacks finds. @throws as loadPacks */
export const packsFor = async (argv: readonly string[], io: Io): Promise<readonly Pack[]> =>
  (await loadPacks(argv, io)).map(({ pack }) => pack);
