import { isUtf8 } from 'node:buffer';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ErrorObject } from 'ajv';
import { pathOfPointer } from '../chart/check-schema.ts';
import { withArticle } from '../english.ts';
import { nearest } from '../nearest.ts';
import { err, ok, type Result } from '../result.ts';
import { coreData, nodeAtPath } from '../yaml/core-data.ts';
import { bodyStart, splitDocuments } from '../yaml/documents.ts';
import type { YamlNode } from '../yaml/node.ts';
import { lineIndex, type Position } from '../yaml/places.ts';
import { contentBehindEnd, readText } from '../yaml/read.ts';
import type { AskedPack } from './asked-settings.ts';
import type { Config, LoadedConfig } from './config.ts';

/** `/releases/0/phase` as `releases[0].phase`. */
const keyPath = (pointer: string): string =>
  pathOfPointer(pointer)
    .map((key, at) => (/^\d+$/.test(key) ? `[${key}]` : `${at === 0 ? '' : '.'}${key}`))
    .join('');

function expectation({ keyword, params, message }: ErrorObject): string {
  if (keyword === 'enum') return `must be one of ${(params.allowedValues as unknown[]).join(', ')}`;
  if (keyword === 'type')
    return `must be ${params.type === 'object' ? 'a map of settings' : withArticle(String(params.type))}`;
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
  const parent = nodeAtPath(root, pathOfPointer(error.instancePath));
  const unknown =
    error.keyword === 'additionalProperties' ? String(error.params.additionalProperty) : undefined;
  const entries = parent?.kind === 'map' ? parent.entries : [];
  const entry = entries.find(({ key }) => key === unknown);
  return entry?.keyStart ?? parent?.start ?? 0;
}

/** A config file that is YAML, and not yet held against the schema. */
export interface ConfigData extends Omit<LoadedConfig, 'config'> {
  readonly data: unknown;
  /** The message for what the schema has against it. */
  readonly problemOf: (error: ErrorObject) => string;
}

const shownAt = ({ line, column }: Position): string => `${line}:${column}`;

/** A line of comments, or a directive. */
const PRELUDE = /^(?:[ \t]*(?:#[^\n]*)?(?:\n|$)|%[^\n]*\n)*$/;

/** Offset of a second document. */
function secondDocument(text: string): number | undefined {
  const [first, second, third] = splitDocuments(text);
  const extra = first && PRELUDE.test(first.text.replaceAll('\r', '')) ? third : second;
  return extra?.offset ?? contentBehindEnd(text);
}

/** @throws LibraryNeeded */
function configData(text: string, file: string, folder: string): Result<ConfigData, string> {
  const at = lineIndex(text);
  const messageAt = (offset: number, problem: string): string =>
    `${file}:${shownAt(at(offset))}: error: ${problem}`;
  const second = secondDocument(text);
  if (second !== undefined)
    return err(messageAt(second, 'a config must be one document; this is a second one'));
  const read = readText(text, bodyStart(text));
  if (!read.ok) return err(`${file}:${shownAt(read.problem)}: error: not YAML: ${read.problem.reason}`);
  const { root } = read;
  const data = coreData(root, text);
  if (!data.ok) return err(messageAt(data.error.offset, `not YAML: ${data.error.reason}`));
  return ok({
    file,
    folder,
    data: data.value ?? {},
    placeOf: (path) => shownAt(at(nodeAtPath(root, path)?.start ?? 0)),
    problemOf: (error) => messageAt(offsetOf(root, error), describe(error)),
  });
}

/**
 * Reads a config file.
 * @param shown how messages name it
 * @returns what it holds, or the message for exit code 2, with line and column
 * @throws LibraryNeeded
 */
export function readConfigData(file: string, shown: string): Result<ConfigData, string> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    return err(`${shown}: error: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  if (!isUtf8(bytes)) return err(`${shown}: error: not UTF-8`);
  return configData(bytes.toString('utf8'), shown, dirname(file));
}

/** The schema is compiled ahead for the packs that phasegate comes with; what others add counts once that one complains. */
async function errorsIn(data: unknown, packs: readonly AskedPack[]): Promise<readonly ErrorObject[]> {
  const { default: validate } = await import('./generated/validate-config.js');
  if (validate(data)) return [];
  const { default: ajvModule } = await import('ajv');
  const { configSchema } = await import('./config-schema.ts');
  const ajv = new ajvModule.default({ allErrors: true, verbose: true, strict: false });
  const ofPacks = ajv.compile(configSchema(packs));
  return ofPacks(data) ? [] : (ofPacks.errors ?? []);
}

/**
 * Holds a config against the schema.
 * @returns the config, or the message for exit code 2; one error is enough, the others mostly follow from it
 * @throws Error where the schema of a pack's setting is not JSON Schema
 */
export async function checkConfig(
  { data, problemOf, ...read }: ConfigData,
  packs: readonly AskedPack[],
): Promise<Result<LoadedConfig, string>> {
  const [error] = await errorsIn(data, packs);
  return error === undefined ? ok({ ...read, config: data as Config }) : err(problemOf(error));
}

export const CONFIG_NAME = 'phasegate.yaml';

/** The nearest phasegate.yaml from a folder upward; undefined if there is none. @param name another one to look for */
export function findConfig(from: string, name = CONFIG_NAME): string | undefined {
  const file = join(from, name);
  if (existsSync(file)) return file;
  const parent = dirname(from);
  return parent === from ? undefined : findConfig(parent, name);
}
