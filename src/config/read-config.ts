import { isUtf8 } from 'node:buffer';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ErrorObject } from 'ajv';
import { LineCounter, type Node, type ParsedNode, parseDocument } from 'yaml';
import { nearest } from '../nearest.ts';
import { err, ok, type Result } from '../result.ts';
import type { Config, LoadedConfig } from './config.ts';
import validate from './generated/validate-config.js';

type Document = ReturnType<typeof parseDocument<ParsedNode>>;

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
  return message ?? 'does not fit';
}

function describe(error: ErrorObject): string {
  const { keyword, params, parentSchema } = error;
  if (keyword !== 'additionalProperties')
    return `${keyPath(error.instancePath) || 'the file'} ${expectation(error)}`;
  const unknown = String(params.additionalProperty);
  const near = nearest(unknown, Object.keys((parentSchema as { properties?: object }).properties ?? {}));
  return `there is no key ${unknown}${near ? `; did you mean ${near}?` : ''}`;
}

/** The place of what an error is about: the unknown key, else the value. */
function placeOf(document: Document, error: ErrorObject, lines: LineCounter): { line: number; col: number } {
  const path = error.instancePath.split('/').slice(1);
  const parent = path.length === 0 ? document.contents : (document.getIn(path, true) as Node | undefined);
  const unknown =
    error.keyword === 'additionalProperties' ? String(error.params.additionalProperty) : undefined;
  const items = (parent as { items?: { key?: Node & { value?: unknown } }[] } | undefined)?.items ?? [];
  const key = items.find((item) => unknown !== undefined && item.key?.value === unknown)?.key;
  return lines.linePos((key ?? parent)?.range?.[0] ?? 0);
}

type Readable = Omit<LoadedConfig, 'folder'>;

/** One error is enough: the others mostly follow from it. */
function check(document: Document, lines: LineCounter, file: string): Result<Readable, string> {
  const data: unknown = document.toJS() ?? {};
  const positionOf = (path: readonly (string | number)[]): string => {
    const { line, col } = lines.linePos((document.getIn(path, true) as Node | undefined)?.range?.[0] ?? 0);
    return `${line}:${col}`;
  };
  if (validate(data)) return ok({ file, config: data as Config, placeOf: positionOf });
  const [error] = validate.errors ?? [];
  if (error === undefined) return err(`${file}: does not fit the schema`);
  const { line, col } = placeOf(document, error, lines);
  return err(`${file}:${line}:${col}: error: ${describe(error)}`);
}

/** Reads and checks a config's text. @returns the config, or the message for exit code 2, with file, line and column */
export function readConfigText(text: string, file: string): Result<Readable, string> {
  const lines = new LineCounter();
  const document = parseDocument<ParsedNode>(text, { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (broken) {
    const { line, col } = lines.linePos(broken.pos[0]);
    const several = broken.code === 'MULTIPLE_DOCS';
    return err(
      `${file}:${line}:${col}: error: ${several ? 'a config is one document; this is a second' : `not YAML: ${broken.message}`}`,
    );
  }
  try {
    return check(document as Document, lines, file);
  } catch (error) {
    return err(`${file}: error: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Reads and checks a config file. */
export function readConfig(file: string, shown: string): Result<LoadedConfig, string> {
  try {
    const bytes = readFileSync(file);
    if (!isUtf8(bytes)) return err(`${shown}: error: not UTF-8`);
    const read = readConfigText(bytes.toString('utf8'), shown);
    return read.ok ? ok({ ...read.value, folder: dirname(file) }) : read;
  } catch (error) {
    return err(`${shown}: error: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

export const CONFIG_NAME = 'phasegate.yaml';

/** The nearest phasegate.yaml from a folder upward; undefined where there is none. */
export function findConfig(from: string): string | undefined {
  const file = join(from, CONFIG_NAME);
  if (existsSync(file)) return file;
  const parent = dirname(from);
  return parent === from ? undefined : findConfig(parent);
}
