import { isUtf8 } from 'node:buffer';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ErrorObject } from 'ajv';
import { nearest } from '../nearest.ts';
import { err, ok, type Result } from '../result.ts';
import { coreData, nodeAt } from '../yaml/core-data.ts';
import { bodyStart, splitDocuments } from '../yaml/documents.ts';
import type { YamlNode } from '../yaml/node.ts';
import { lineIndex, type Position } from '../yaml/places.ts';
import { contentBehindEnd, readText } from '../yaml/read.ts';
import type { Config, LoadedConfig } from './config.ts';
import validate from './generated/validate-config.js';

/** `/releases/0/phase` as `releases[0].phase`. */
const keyPath = (path: string): string =>
  path
    .slice(1)
    .replace(/\/(\d+)/g, '[$1]')
    .replaceAll('/', '.');

function expectation({ keyword, params, message }: ErrorObject): string {
  if (keyword === 'enum') return `must be one of ${(params.allowedValues as unknown[]).join(', ')}`;
  if (keyword === 'type')
    return `must be ${params.type === 'object' ? 'a map of settings' : `a ${params.type}`}`;
  return message ?? 'is invalid';
}

function describe(error: ErrorObject): string {
  const { keyword, params, parentSchema } = error;
  if (keyword !== 'additionalProperties')
    return `${keyPath(error.instancePath) || 'the file'} ${expectation(error)}`;
  const unknown = String(params.additionalProperty);
  const near = nearest(unknown, Object.keys((parentSchema as { properties?: object }).properties ?? {}));
  return `unknown key ${unknown}${near ? `; did you mean ${near}?` : ''}`;
}

/** Where what an error is about stands: the unknown key, else the value. */
function offsetOf(root: YamlNode | null, error: ErrorObject): number {
  const parent = nodeAt(root, error.instancePath.split('/').slice(1));
  const unknown =
    error.keyword === 'additionalProperties' ? String(error.params.additionalProperty) : undefined;
  const entries = parent?.kind === 'map' ? parent.entries : [];
  const entry = entries.find(({ key }) => key === unknown);
  return entry?.keyStart ?? parent?.start ?? 0;
}

type Readable = Omit<LoadedConfig, 'folder'>;

const shownAt = ({ line, column }: Position): string => `${line}:${column}`;

/** A line of comments, or a directive. */
const PRELUDE = /^(?:[ \t]*(?:#[^\n]*)?(?:\n|$)|%[^\n]*\n)*$/;

/** Offset of a second document. */
function secondDocument(text: string): number | undefined {
  const [first, second, third] = splitDocuments(text);
  const extra = first && PRELUDE.test(first.text.replaceAll('\r', '')) ? third : second;
  return extra?.offset ?? contentBehindEnd(text);
}

/** One error is enough: the others mostly follow from it. */
function check(root: YamlNode | null, text: string, file: string): Result<Readable, string> {
  const at = lineIndex(text);
  const fail = (offset: number, problem: string): Result<Readable, string> =>
    err(`${file}:${shownAt(at(offset))}: error: ${problem}`);
  const read = coreData(root, text);
  if (!read.ok) return fail(read.error.offset, `not YAML: ${read.error.reason}`);
  const data = read.value ?? {};
  const placeOf = (path: readonly (string | number)[]): string => shownAt(at(nodeAt(root, path)?.start ?? 0));
  if (validate(data)) return ok({ file, config: data as Config, placeOf });
  const [error] = validate.errors ?? [];
  return error === undefined
    ? err(`${file}: does not match the schema`)
    : fail(offsetOf(root, error), describe(error));
}

/**
 * Reads and checks a config's text.
 * @returns the config, or the message for exit code 2, with file, line and column
 * @throws LibraryNeeded
 */
export function readConfigText(text: string, file: string): Result<Readable, string> {
  const second = secondDocument(text);
  if (second !== undefined)
    return err(
      `${file}:${shownAt(lineIndex(text)(second))}: error: a config must be one document; this is a second one`,
    );
  const read = readText(text, bodyStart(text));
  if (read.ok) return check(read.root, text, file);
  return err(`${file}:${shownAt(read.problem)}: error: not YAML: ${read.problem.reason}`);
}

/** Reads and checks a config file. @throws LibraryNeeded */
export function readConfig(file: string, shown: string): Result<LoadedConfig, string> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    return err(`${shown}: error: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  if (!isUtf8(bytes)) return err(`${shown}: error: not UTF-8`);
  const read = readConfigText(bytes.toString('utf8'), shown);
  return read.ok ? ok({ ...read.value, folder: dirname(file) }) : read;
}

export const CONFIG_NAME = 'phasegate.yaml';

/** The nearest phasegate.yaml from a folder upward; undefined if there is none. */
export function findConfig(from: string): string | undefined {
  const file = join(from, CONFIG_NAME);
  if (existsSync(file)) return file;
  const parent = dirname(from);
  return parent === from ? undefined : findConfig(parent);
}
