import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { AskedPack } from '../config/asked-settings.ts';
import type { LoadedConfig } from '../config/config.ts';
import { checkConfig, findConfig, readConfigData } from '../config/read-config.ts';
import type { FileSystem } from '../discover/found-values.ts';
import { EarlyExit } from '../early-exit.ts';
import { err, ok, type Result } from '../result.ts';
import type { WrittenValues } from '../values/read-values.ts';
import type { SetFlag } from '../values/set-flag.ts';
import type { HelmMajor, MapNode } from '../values/tree.ts';
import type { ValuesError } from '../values/values-error.ts';
import { withLibrary } from '../yaml/library.ts';
import { orExit } from './exit-code.ts';
import type { Io } from './io.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'it is a directory',
  EACCES: 'permission denied',
};

/** Helm 3.21 reads UTF-16 of either order; Helm 4.2 cuts it at single bytes, and then refuses it or loses a part. */
const isUtf16 = ([first, second]: Buffer): boolean =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);

const UTF16 =
  'UTF-16, which Helm 3 reads, and Helm 4 refuses or reads in part; phasegate does not read it: convert it to UTF-8 (iconv -f UTF-16 -t UTF-8)';

const decode = (bytes: Buffer): Result<string, string> =>
  isUtf8(bytes) ? ok(bytes.toString('utf8')) : err(isUtf16(bytes) ? UTF16 : 'not UTF-8');

/** The text of a file. @param shownAs what a message begins with @throws EarlyExit if it cannot be read */
export function readTextOf(path: string, shownAs: string, io: Pick<Io, 'cwd'>): string {
  const text = readText(path, io);
  if (text.ok) return text.value;
  throw new EarlyExit(`phasegate: ${shownAs}: ${text.error}`);
}

/** The text of a file, or in words why it cannot be read. */
function readText(path: string, io: Pick<Io, 'cwd'>): Result<string, string> {
  try {
    return decode(readFileSync(resolve(io.cwd, path)));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    return err(REASONS[code] ?? code);
  }
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).map((entry) =>
      entry.isDirectory() ? `${entry.name}/` : entry.name,
    );
  } catch {
    return [];
  }
}

/** The texts of a run: each file and standard input are read once; fixed texts take the place of those on the disk. */
export class Inputs {
  /** For looking around a file. What cannot be read is not there; neighbours are often files of the run themselves. */
  readonly fileSystem: FileSystem = {
    read: (path) => {
      const text = this.readFile(path);
      return text.ok ? text.value : undefined;
    },
    list: listFolder,
  };
  private readonly texts = new Map<string, Result<string, string>>();
  private readonly replaced = new Map<string, string>();
  private stdin: Result<string, string> | undefined;

  /** @param stdinIsFor why `-` cannot be read, where standard input is for something else */
  constructor(
    private readonly io: Pick<Io, 'cwd' | 'readStdin'>,
    stdinIsFor?: string,
  ) {
    if (stdinIsFor !== undefined) this.stdin = err(stdinIsFor);
  }

  /** `-` is standard input. @returns the text, or in words why it cannot be read */
  read(name: string): Result<string, string> {
    const replaced = this.replaced.get(name);
    if (replaced !== undefined) return ok(replaced);
    if (name !== '-') return this.readFile(name);
    this.stdin ??= this.readStdin();
    return this.stdin;
  }

  replace(name: string, text: string): void {
    this.replaced.set(name, text);
  }

  private readFile(name: string): Result<string, string> {
    const path = resolve(this.io.cwd, name);
    const text = this.texts.get(path) ?? readText(path, this.io);
    this.texts.set(path, text);
    return text;
  }

  private readStdin(): Result<string, string> {
    const read = this.io.readStdin();
    if (!read.ok) return read;
    return decode(Buffer.isBuffer(read.value) ? read.value : read.value.read(0, read.value.length));
  }
}

/** Values of files and --set flags, merged as Helm merges them. */
export interface ReadValues extends WrittenValues {
  readonly values: MapNode;
  /** The text of each file, by its name. */
  readonly texts: ReadonlyMap<string, string>;
}

/** What is merged, in the order of the command line. */
export interface ValuesRequest {
  readonly files: readonly string[];
  readonly setFlags?: readonly SetFlag[];
  readonly helm: HelmMajor;
}

/** The text of each values file, by its name. @throws EarlyExit if one cannot be read */
export function readValuesFiles(files: readonly string[], inputs: Inputs): ReadonlyMap<string, string> {
  const textOf = (name: string): string => {
    const text = inputs.read(name);
    if (text.ok) return text.value;
    throw new EarlyExit(`phasegate: values file ${name}: ${text.error}`);
  };
  return new Map(files.map((name) => [name, textOf(name)]));
}

/** Merges texts that are read already. */
export async function mergeFiles(
  { files, setFlags = [], helm }: ValuesRequest,
  texts: ReadonlyMap<string, string>,
  io: Pick<Io, 'cwd'>,
): Promise<Result<WrittenValues, ValuesError>> {
  // A render without values does without the reader of values.
  const { resolveWrittenValues } = await import('../values/resolve.ts');
  return withLibrary(() =>
    resolveWrittenValues({
      files: files.map((name) => ({ name, text: texts.get(name) ?? '' })),
      setFlags,
      readFile: (path) => readText(path, io),
      helm,
    }),
  );
}

/** Reads values files and --set flags, and merges them. @throws EarlyExit, with the place if there is one */
export async function readMergedValues(
  request: ValuesRequest,
  inputs: Inputs,
  io: Pick<Io, 'cwd'>,
): Promise<ReadValues> {
  const texts = readValuesFiles(request.files, inputs);
  const merged = await mergeFiles(request, texts, io);
  if (!merged.ok) throw new EarlyExit(valuesErrorText(merged.error));
  return { ...merged.value, texts };
}

/** Why values cannot be read, with file, line and column, or the flag. */
export const valuesErrorText = ({ file, line, column, flag, message }: ValuesError): string =>
  file !== undefined && line !== undefined
    ? `${file}:${line}:${column ?? 1}: error: ${message}`
    : `phasegate: ${flag ?? file ?? 'values'}: ${message}`;

/** Relative where it lies in or below the working directory. */
function shownFrom(cwd: string, file: string): string {
  const path = relative(cwd, file);
  return path.startsWith('..') ? file : path;
}

/** The config that a run reads: the one that was named, else the nearest. */
export interface ConfigFile {
  /** Absolute. */
  readonly file: string;
  /** As messages name it. */
  readonly shown: string;
  readonly isNamed: boolean;
}

/** Finds phasegate.yaml; one that was named need not exist. */
export function findConfigFile(
  flags: { readonly config?: string },
  io: Pick<Io, 'cwd' | 'env'>,
): ConfigFile | undefined {
  const named = flags.config ?? (io.env.PHASEGATE_CONFIG || undefined);
  if (named !== undefined) return { file: resolve(io.cwd, named), shown: named, isNamed: true };
  const file = findConfig(io.cwd);
  return file === undefined ? undefined : { file, shown: shownFrom(io.cwd, file), isNamed: false };
}

/** Reads phasegate.yaml; that there is none is an error only if one was named. @throws EarlyExit */
export async function loadConfig(
  flags: { readonly config?: string },
  io: Pick<Io, 'cwd' | 'env'>,
  packs: readonly AskedPack[],
): Promise<LoadedConfig | undefined> {
  const found = findConfigFile(flags, io);
  if (found === undefined) return undefined;
  const data = orExit(await withLibrary(() => readConfigData(found.file, found.shown)));
  return orExit(await checkConfig(data, packs));
}
