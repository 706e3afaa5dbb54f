import type { SchemaObject } from '../../../chart/schema.ts';
import { serverOfChart } from '../facts/charts.ts';
import { configKeysAt, configType } from '../facts/config.ts';
import { flagsNearby, flagType } from '../facts/flags.ts';
import type { ValueType } from '../facts/value-types.ts';
import { serverKnowledge } from '../read/servers.ts';

/** Texts that something fills in before the server reads them; an editor sees them as they are. */
const FILLED_IN = '\\$[{(]|\\{\\{';

const GO_DURATION = '^[+-]?(0|(([0-9]+\\.?[0-9]*|\\.[0-9]+)(ns|us|µs|ms|s|m|h))+)$';
const DAYS = '^(0|([0-9]+y)?([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?)$';

const text = (pattern: string): string => (pattern === '' ? FILLED_IN : `${pattern}|${FILLED_IN}`);

/** A duration or a size, which may be 0 without a unit. */
const orZero = (pattern: string): SchemaObject => ({
  type: ['string', 'integer', 'null'],
  pattern: text(pattern),
  minimum: 0,
  maximum: 0,
});

const SCALARS = ['string', 'number', 'boolean', 'null'];
const LIST: SchemaObject = { type: ['array', 'null'], items: { type: SCALARS } };

/** What both a flag and a key of the configuration take. */
const COMMON: Readonly<Record<string, SchemaObject>> = {
  text: { type: SCALARS },
  duration: orZero(GO_DURATION),
  days: orZero(DAYS),
  'any-duration': orZero(`${GO_DURATION}|${DAYS}`),
  bytes: orZero('^[+-]?0$|[0-9]([KMGTPE]i?)?B$'),
};

/** Whole numbers of flags may be written as texts; those of the configuration may not. */
const OF_FLAGS: Readonly<Record<string, SchemaObject>> = {
  bool: {
    type: ['boolean', 'integer', 'string', 'null'],
    minimum: 0,
    maximum: 1,
    pattern: text('^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$'),
  },
  int: { type: ['integer', 'string', 'null'], pattern: text('^[+-]?[0-9]') },
  uint: { type: ['integer', 'string', 'null'], minimum: 0, pattern: text('^[0-9]') },
  float: { type: ['number', 'string', 'null'], pattern: text('^[+-]?([0-9.]|[Ii]nf|[Nn]a[Nn])') },
};

const OF_CONFIG: Readonly<Record<string, SchemaObject>> = {
  bool: {
    type: ['boolean', 'string', 'null'],
    pattern: text('^([yn]|yes|no|on|off|Yes|No|On|Off|YES|NO|ON|OFF|Y|N)$'),
  },
  int: { type: ['number', 'string', 'null'], pattern: text('') },
  int32: { type: ['number', 'string', 'null'], pattern: text('') },
  uint: { type: ['number', 'string', 'null'], minimum: 0, pattern: text('') },
  float: { type: ['number', 'string', 'null'], pattern: text('') },
  list: LIST,
  durations: LIST,
  words: { ...LIST, type: ['array', ...SCALARS] },
  maps: { type: ['array', 'null'], items: { type: ['object', 'null'] } },
  'whole-maps': { type: ['array', 'null'], items: { type: 'object' } },
  relabelings: { type: ['array', 'null'], items: { type: ['object', 'null'] } },
  map: { type: ['object', 'null'] },
  'usage-groups': { type: ['object', 'null'] },
};

/** A schema of what the server reads, and the parts that it refers to. */
export interface ServerSchema {
  readonly schema: SchemaObject;
  readonly definitions: Readonly<Record<string, SchemaObject>>;
}

/** Writes each type and each section once; equal sections share one. */
class Draft {
  readonly definitions: Record<string, SchemaObject> = {};
  readonly #names = new Map<string, string>();

  constructor(
    private readonly top: string,
    private readonly types: Readonly<Record<string, SchemaObject>>,
  ) {}

  refer(name: string, part: SchemaObject): SchemaObject {
    const content = JSON.stringify(part);
    const known = this.#names.get(content) ?? `${this.top}.${name}`;
    this.#names.set(content, known);
    this.definitions[known] = part;
    return { $ref: `#/definitions/${known}` };
  }

  typed({ kind, values }: ValueType): SchemaObject {
    if (kind === 'values') return { enum: [...values, null] };
    const part = COMMON[kind] ?? this.types[kind];
    return part === undefined ? {} : this.refer(kind, part);
  }

  section(properties: SchemaObject, isOpen: boolean): SchemaObject {
    return { type: ['object', 'null'], properties, ...(isOpen ? {} : { additionalProperties: false }) };
  }
}

const serversOf = (charts: readonly string[]): readonly string[] => [
  ...new Set(
    [charts[0], charts.at(-1)].flatMap((chart) => (chart === undefined ? [] : [serverOfChart(chart)])),
  ),
];

/** Keys of the oldest servers were not read: they may have any. */
const isOpen = (servers: readonly string[]): boolean =>
  servers.some((server) => serverKnowledge(server) === 'older');

/** The flags that the servers of some charts may have, as `extraArgs` takes them. */
export function flagsSchema(charts: readonly string[]): ServerSchema {
  const servers = serversOf(charts);
  const draft = new Draft('server.flag', OF_FLAGS);
  const names = [...new Set(servers.flatMap(flagsNearby))].toSorted();
  const properties = Object.fromEntries(
    names.map((name) => [name, draft.typed(flagType(name) ?? { kind: 'any', values: [] })]),
  );
  return {
    schema: {
      ...draft.section(properties, isOpen(servers)),
      additionalProperties: isOpen(servers) ? { type: SCALARS } : false,
    },
    definitions: draft.definitions,
  };
}

/**
 * The configuration that the servers of some charts read.
 * @param top where the schema begins: a tenant's overrides are the limits
 */
export function configSchema(charts: readonly string[], top: readonly string[] = []): ServerSchema {
  const servers = serversOf(charts);
  const draft = new Draft('server.config', OF_CONFIG);
  const at = (path: readonly string[]): SchemaObject => {
    const keys = [...new Set(servers.flatMap((server) => configKeysAt(path, server)))];
    if (keys.length > 0) {
      const section = draft.section(
        Object.fromEntries(keys.map((key) => [key, at([...path, key])])),
        isOpen(servers),
      );
      return path.length === top.length ? section : draft.refer(path.join('.'), section);
    }
    const type = servers.map((server) => configType(path, server)).find((one) => one !== undefined);
    return type === undefined ? {} : draft.typed(type);
  };
  return { schema: at(top), definitions: draft.definitions };
}
