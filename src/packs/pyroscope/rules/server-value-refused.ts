import { majorOf } from '../../../chart/versions.ts';
import { nearest } from '../../../nearest.ts';
import { type Path, type Place, sure } from '../../../pack.ts';
import { asTyped } from '../../../values/retyped.ts';
import type { MapNode, ValueNode } from '../../../values/tree.ts';
import { configKeySupport, configType } from '../facts/config.ts';
import { flagType, isSurelyUnknown, serversRead } from '../facts/flags.ts';
import {
  type ConfigValue,
  configTakes,
  configValueOf,
  durationMeant,
  expected,
  flagTakes,
  itemType,
  typeBelow,
  type ValueType,
} from '../facts/value-types.ts';
import { chartOf, namesOf, type PyroscopeRule, type PyroscopeState } from '../read/facts.ts';
import { isServerCertain, judges, serverKnowledge, serverOf, severityOfUnknown } from '../read/servers.ts';
import { extraArgs } from './examples.ts';
import { EXPONENT } from './number-arrives-changed.ts';
import { filesOf, nodeOf, placeOf, type ServerFile, serversOf, structured } from './unknown-config-field.ts';
import { argsInValues } from './unknown-flag.ts';

/** Texts that something fills in before the server reads them: envsubst, Helm, Kubernetes, SOPS, vals. */
export const FILLED_IN = /\$[({\w]|\{\{|^ENC\[|^ref\+|^<.*>$|^%.*%$/;

/** A value that a server refuses. */
interface Refused {
  readonly at: Place;
  /** `-log.level`, or a key of the configuration. */
  readonly name: string;
  readonly value: ConfigValue;
  readonly type: ValueType;
  readonly server: string;
  readonly isCertain: boolean;
  readonly of: string;
}

/** A value that somebody wrote; undefined where it is filled in later. */
function writtenValue(node: ValueNode | undefined): ConfigValue | undefined {
  if (node === undefined) return undefined;
  const value = configValueOf(node);
  return FILLED_IN.test(value.text) ? undefined : value;
}

/** What of a file the servers refuse. A map where a single value belongs holds keys that are unknown: another rule tells them. */
function inFile(state: PyroscopeState, { tree, top, shown }: ServerFile): readonly Refused[] {
  const servers = serversOf(state);
  const chart = chartOf(state);
  const refusing = (refuses: (server: string) => boolean): readonly [string, boolean] | undefined => {
    const found = [...servers].filter(([server]) => judges(server, chart).every(refuses));
    return found.find(([, isCertain]) => isCertain) ?? found[0];
  };
  const refused = (
    path: Path,
    at: Place | undefined,
    typeOn: (server: string) => ValueType | undefined,
  ): readonly Refused[] => {
    const value = writtenValue(nodeOf(at));
    if (at === undefined || value === undefined) return [];
    const found = refusing((server) => {
      const type = typeOn(server);
      return type !== undefined && !configTakes(type, value, majorOf(server) < 2);
    });
    const type = found && typeOn(found[0]);
    if (found === undefined || type === undefined) return [];
    const [server, isCertain] = found;
    return [{ at, name: shown(path), value, type, server, isCertain, of: 'the server' }];
  };
  const inRule = (path: Path, at: Place & { in: 'values' }, { entries }: MapNode): readonly Refused[] =>
    [...entries].flatMap(([key, node]) =>
      refused([...path, key], { ...at, path: [...at.path, key], node }, (server) => {
        const type = configType([...top, ...path.slice(0, -1).map(String)], server);
        return type && typeBelow(type, key);
      }),
    );
  const inItems = (path: Path, at: Place | undefined): readonly Refused[] => {
    const list = nodeOf(at);
    if (list?.kind !== 'list' || at?.in !== 'values') return [];
    const typeOn = (server: string): ValueType | undefined => {
      const type = configType([...top, ...path.map(String)], server);
      return type && itemType(type);
    };
    return list.items.flatMap((node, index) => {
      const item = { ...at, path: [...at.path, index], node };
      const own = refused([...path, index], item, typeOn);
      return own.length > 0 || node.kind !== 'map' ? own : inRule([...path, index], item, node);
    });
  };
  const search = (path: Path): readonly Refused[] => {
    const full = [...top, ...path].map(String);
    const below = tree.type(...path) === 'map' ? tree.keys(...path) : [];
    const isNamed = refusing((server) =>
      below.some((key) => configKeySupport([...full, String(key)], server) === 'unknown'),
    );
    const at = placeOf(tree, path.map(String));
    const typeAt = (server: string): ValueType | undefined => {
      const above = configType(full.slice(0, -1), server);
      return configType(full, server) ?? (above && typeBelow(above, full.at(-1) ?? ''));
    };
    const own = isNamed ? [] : refused(path, at, typeAt);
    return own.length > 0 ? own : [...below.flatMap((key) => search([...path, key])), ...inItems(path, at)];
  };
  return top.length === 0 ? tree.keys().flatMap((key) => search([key])) : search([]);
}

/** Overrides that are no map of tenants: every server exits at them. */
function inOverrides(state: PyroscopeState): readonly Refused[] {
  const overrides = state.components[0]?.overrides;
  const at = overrides && placeOf(overrides, ['overrides']);
  const value = writtenValue(nodeOf(at));
  const servers = [...serversOf(state)];
  const [server, isCertain] = servers.find(([, certain]) => certain) ?? servers[0] ?? [];
  if (at === undefined || value === undefined || server === undefined) return [];
  const type: ValueType = { kind: 'map', values: [] };
  if (configTakes(type, value, majorOf(server) < 2)) return [];
  return [{ at, name: 'overrides', value, type, server, isCertain: isCertain === true, of: 'the server' }];
}

/** A number that arrives with an exponent: the rule about numbers tells it. */
function isNumberInText(place: Place, text: string): boolean {
  const node = nodeOf(place);
  return EXPONENT.test(text) && node?.kind === 'scalar' && typeof node.value !== 'string';
}

/** The values of extraArgs that the servers refuse. */
function inFlags(state: PyroscopeState): readonly Refused[] {
  const chart = chartOf(state);
  return argsInValues(state).flatMap(({ key, flag, components }) => {
    const type = flagType(flag);
    const said = components[0].flags[key];
    const text = sure(said);
    if (type === undefined || said?.place === undefined || text === undefined || FILLED_IN.test(text))
      return [];
    if (flagTakes(type, text) || isNumberInText(said.place, text)) return [];
    const refusing = components.filter(
      (one) =>
        serverKnowledge(serverOf(one)) !== 'older' &&
        judges(serverOf(one), chart).every((server) => !isSurelyUnknown(flag, server)),
    );
    const [first] = refusing;
    if (first === undefined) return [];
    const value = { type: 'text', text } as const;
    const isCertain = refusing.some(isServerCertain);
    return [
      {
        at: said.place,
        name: `-${flag}`,
        value,
        type,
        server: serverOf(first),
        isCertain,
        of: namesOf(refusing),
      },
    ];
  });
}

const SHOWN_KINDS = { map: 'a map', list: 'a list', null: 'null' } as const;

/** The value as a message shows it. A text or number where another type belongs holds no credential: those are texts. */
function shownValue({ type, text }: ConfigValue): string {
  if (type === 'map' || type === 'list' || type === 'null') return SHOWN_KINDS[type];
  return type === 'text' ? JSON.stringify(text) : text;
}

/** A number or boolean in quotes, which is right but for them. */
const isQuoted = ({ type, value, server, name }: Refused): boolean =>
  !name.startsWith('-') &&
  value.type === 'text' &&
  ((/^-?\d+(\.\d+)?$/.test(value.text) &&
    configTakes(type, { type: 'number', text: value.text }, majorOf(server) < 2)) ||
    (/^(true|false)$/.test(value.text) && type.kind === 'bool'));

/** An empty text that somebody wrote as null. */
const isNullFlag = ({ name, at }: Refused): boolean => {
  const node = nodeOf(at);
  return name.startsWith('-') && node?.kind === 'scalar' && node.value === null;
};

function wordsOf(found: Refused): { readonly what: string; readonly why: string } {
  const { name, value, type, server, of } = found;
  const shown = isNullFlag(found) ? 'null, which the chart writes as nothing,' : shownValue(value);
  if (serverKnowledge(server) === 'newer')
    return {
      what: `server ${serversRead().at(-1) ?? ''}, the newest known, does not take ${shown} for ${name}`,
      why: `It takes ${expected(type)} there. Server ${server} may take it; if not, it exits at start.`,
    };
  return {
    what: `${of} does not take ${shown} for ${name}`,
    why: `Server ${server} takes ${expected(type)} there, and exits at start.`,
  };
}

function fixOf(found: Refused): string {
  const { value, type } = found;
  if (isQuoted(found)) return asTyped(nodeOf(found.at)) ?? `write ${value.text} without quotes`;
  const meant =
    durationMeant(type, value.text) ??
    (type.values.length > 0 ? nearest(value.text, type.values.filter(Boolean)) : undefined);
  return meant === undefined ? `write ${expected(type)}` : `did you mean ${meant}?`;
}

export const serverValueRefused: PyroscopeRule = {
  id: 'server-value-refused',
  severity: 'error',
  needs: ['values'],
  summary:
    'a flag or a key of the server configuration has a value that the server does not take: it exits at start',
  why: 'The server exits at start: it cannot read the value.',
  details: `Each flag and each key of the configuration has a type, and the server exits at start if it cannot read a value as
that: \`not a valid duration string: "banana"\`, \`cannot unmarshal !!seq into string\`, \`unsupported storage backend\`. The rule
looks at \`extraArgs\`, \`structuredConfig\`, \`config\` and \`tenantOverrides\`.

The types were read off servers 1.21.0 and 2.2.1 by giving every key a value that none takes. There are two kinds of
durations: most take Go's form alone (\`1h30m\`, no days), and retention and the limits of queries take days, weeks and
years as well, in this order and without fractions. In the configuration a number in quotes is a string, which no number key
takes. Values are only listed where a server was seen to refuse others. A value with a placeholder (\`\${…}\`, \`$(…)\`, \`{{ … }}\`)
is left alone: config-variable-not-expanded is about those. What the server checks only once it has read everything is left
to server-value-invalid.`,
  sources: ['servers 1.21.0 and 2.2.1, started with each kind of value'],
  good: [
    { values: structured('limits:\n  retention_period: 30d12h\n  max_query_length: 0\n') },
    { values: structured('storage:\n  backend: s3\n  s3:\n    bucket_name: 5\n    access_key_id: null\n') },
    { values: structured('query_backend:\n  grpc_client_config:\n    initial_stream_window_size: 0\n') },
    { values: extraArgs('distributor.ingestion-relabeling-rules: \'[{"action": "drop"}]\'') },
    { values: structured('memberlist:\n  join_members: a\n  bind_addr: [a]\nlimits: {}\n') },
    { values: structured('server:\n  http_listen_port: 1e3\ntracing:\n  enabled: "no"\n') },
    {
      values: `${structured(`server:\n  http_listen_port: \${PORT}\n`)}  extraArgs:\n    config.expand-env: true\n`,
    },
    { values: structured(`storage:\n  s3:\n    access_key_id: \${KEY}\n`) },
    { values: 'pyroscope:\n  tenantOverrides:\n    a:\n      retention_period: <PERIOD>\n' },
    { values: 'pyroscope:\n  config: |\n    storage:\n      s3:\n        endpoint: %ENDPOINT%\n' },
    { values: structured('self_profiling: null\nno_such_key: 1\n') },
    { chart: '1.21.0', values: structured('querier:\n  query_store_after: 0\n') },
    { values: 'pyroscope:\n  config: |\n    server:\n      http_listen_port: {{ .Values.port }}\n' },
    { values: 'pyroscope:\n  tenantOverrides:\n    a:\n      retention_period: 7d\n    b: null\n' },
    { values: 'pyroscope:\n  tenantOverrides: {}\n' },
    { values: 'pyroscope:\n  tenantOverrides: null\n' },
    { values: `pyroscope:\n  tenantOverrides: \${OVERRIDES}\n` },
    { values: structured('limits:\n  distributor_usage_groups:\n    a: \'{service_name=~"b.*"}\'\n') },
    { values: structured('limits:\n  ingestion_relabeling_rules: [{action: LabelDrop}, {action: null}]\n') },
    { values: extraArgs('retention-period: 4w') },
    { values: extraArgs('server.http-listen-port: $(PORT)') },
    { values: extraArgs('enable-query-backend: "T"') },
    { values: extraArgs('no.such-flag: banana') },
    { chart: '1.14.0', values: extraArgs('log.level: loud') },
  ],
  bad: [
    { values: extraArgs('log.level: loud'), at: 'pyroscope.extraArgs.log\\.level' },
    { values: extraArgs('storage.backend: minio'), at: 'pyroscope.extraArgs.storage\\.backend' },
    { values: extraArgs('retention-period: 3 weeks'), at: 'pyroscope.extraArgs.retention-period' },
    {
      values: extraArgs('querier.query-store-after: 1d'),
      at: 'pyroscope.extraArgs.querier\\.query-store-after',
    },
    {
      values: `${extraArgs('server.http-listen-port: eighty')}  image:\n    tag: latest\n`,
      at: 'pyroscope.extraArgs.server\\.http-listen-port',
    },
    {
      values: structured('limits:\n  retention_period: banana\n'),
      at: 'pyroscope.structuredConfig.limits.retention_period',
    },
    { values: structured('storage:\n  backend: s4\n'), at: 'pyroscope.structuredConfig.storage.backend' },
    {
      values: structured('storage:\n  s3:\n    access_key_id: [ROOT USER]\n'),
      at: 'pyroscope.structuredConfig.storage.s3.access_key_id',
    },
    {
      values: structured('server:\n  http_listen_port: "80"\n'),
      at: 'pyroscope.structuredConfig.server.http_listen_port',
    },
    { values: structured('self_profiling: true\n'), at: 'pyroscope.structuredConfig.self_profiling' },
    { values: structured('limits: []\n'), at: 'pyroscope.structuredConfig.limits' },
    {
      values: structured('compactor:\n  block_ranges: [1h, 1d]\n'),
      at: 'pyroscope.structuredConfig.compactor.block_ranges.1',
    },
    {
      values: structured('limits:\n  recording_rules: [{}, 2]\n'),
      at: 'pyroscope.structuredConfig.limits.recording_rules.1',
    },
    {
      values: extraArgs('distributor.ingestion-relabeling-rules: banana'),
      at: 'pyroscope.extraArgs.distributor\\.ingestion-relabeling-rules',
    },
    { values: 'pyroscope:\n  tenantOverrides: []\n', at: 'pyroscope.tenantOverrides' },
    {
      values: 'pyroscope:\n  tenantOverrides:\n    a: [retention_period]\n',
      at: 'pyroscope.tenantOverrides.a',
    },
    {
      values: structured('limits:\n  distributor_usage_groups:\n    a: service_name="b"\n'),
      at: 'pyroscope.structuredConfig.limits.distributor_usage_groups.a',
    },
    {
      values: structured('limits:\n  ingestion_relabeling_rules: [{action: dorp}]\n'),
      at: 'pyroscope.structuredConfig.limits.ingestion_relabeling_rules.0.action',
    },
    {
      values: 'pyroscope:\n  tenantOverrides:\n    a:\n      retention_period: 3\n',
      at: 'pyroscope.tenantOverrides.a.retention_period',
    },
    { values: 'pyroscope:\n  config: |\n    server:\n      log_level: loud\n', at: 'pyroscope.config' },
    {
      values: `${structured('limits: []\n')}  image:\n    tag: 9.0.0\n`,
      at: 'pyroscope.structuredConfig.limits',
    },
  ],
  judge({ now }, report) {
    const found = [
      ...inFlags(now),
      ...inOverrides(now),
      ...filesOf(now).flatMap((file) => inFile(now, file)),
    ];
    for (const one of found)
      report({
        at: { ...one.at, on: 'value' } as Place,
        severity: severityOfUnknown(one.server, one.isCertain),
        ...wordsOf(one),
        fix: fixOf(one),
      });
  },
};
