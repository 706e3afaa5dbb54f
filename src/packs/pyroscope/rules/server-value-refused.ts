import { majorOf } from '../../../chart/versions.ts';
import { nearest } from '../../../nearest.ts';
import { type Path, type Place, sure } from '../../../pack.ts';
import { asTyped } from '../../../values/retyped.ts';
import { configKeySupport, configType } from '../facts/config.ts';
import { flagType, isSurelyUnknown, serversRead } from '../facts/flags.ts';
import { type ConfigValue, configTakes, flagTakes, itemType, typeBelow } from '../facts/value-checks.ts';
import { durationMeant, expected, type ValueType } from '../facts/value-types.ts';
import { chartOf, namesOf, type PyroscopeRule, type PyroscopeState } from '../read/facts.ts';
import { FILLED_IN, filesOf, nodeOf, placeOf, type ServerFile, valueIn } from '../read/server-files.ts';
import {
  isServerCertain,
  judges,
  serverKnowledge,
  serverOf,
  serverRefusing,
  severityOfUnknown,
} from '../read/servers.ts';
import { extraArgs, oneBinary, PHASE_FLAGS_2, structured } from './examples.ts';
import { EXPONENT } from './number-arrives-changed.ts';
import { writtenArgs } from './unknown-flag.ts';

const V2_ASKED = { phase: 'v2' };

const rendered = (config: string, ...args: readonly string[]): string =>
  oneBinary('2.2.1', { args: [...args, ...PHASE_FLAGS_2.v2] }, { config });

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

/** The type of what stands at a path: a key of the configuration, or below one that holds keys or a list of the user's. */
function typeAt({ tree, top }: ServerFile, path: Path, server: string): ValueType | undefined {
  const typeOf = (one: Path): ValueType | undefined => configType([...top, ...one].map(String), server);
  const [above, last = ''] = [path.slice(0, -1), path.at(-1)];
  const [own, around] = [typeOf(path), typeOf(above)];
  if (own !== undefined || path.length === 0) return own;
  if (around !== undefined)
    return tree.type(...above) === 'list' ? itemType(around) : typeBelow(around, String(last));
  const list = typeOf(above.slice(0, -1));
  return list && typeBelow(list, String(last));
}

/** What of a file the servers refuse. A map where a single value belongs holds keys that are unknown: another rule tells them. */
function inFile(state: PyroscopeState, file: ServerFile): readonly Refused[] {
  const { tree, top, shown } = file;
  const refused = (path: Path): readonly Refused[] => {
    const at = placeOf(tree, path);
    const value = at && valueIn(tree, path, at);
    if (at === undefined || value === undefined) return [];
    const found = serverRefusing(state, (server) => {
      const type = typeAt(file, path, server);
      return type !== undefined && !configTakes(type, value, majorOf(server) < 2);
    });
    const type = found && typeAt(file, path, found.server);
    return found === undefined || type === undefined
      ? []
      : [{ at, name: shown(path), value, type, ...found, of: 'the server' }];
  };
  const search = (path: Path): readonly Refused[] => {
    const type = tree.type(...path);
    const below = type === 'map' || type === 'list' ? tree.keys(...path) : [];
    const isNamed =
      type === 'map' &&
      serverRefusing(state, (server) =>
        below.some((key) => configKeySupport([...top, ...path, key].map(String), server) === 'unknown'),
      ) !== undefined;
    const own = isNamed ? [] : refused(path);
    return own.length > 0 ? own : below.flatMap((key) => search([...path, key]));
  };
  return top.length === 0 ? tree.keys().flatMap((key) => search([key])) : search([]);
}

/** Overrides that are no map of tenants: every server exits at them. */
function inOverrides(state: PyroscopeState): readonly Refused[] {
  const overrides = state.components[0]?.overrides;
  const at = overrides && placeOf(overrides, ['overrides']);
  const value = at && valueIn(overrides, ['overrides'], at);
  const type: ValueType = { kind: 'map', values: [] };
  if (at === undefined || value === undefined) return [];
  const found = serverRefusing(state, (server) => !configTakes(type, value, majorOf(server) < 2));
  return found ? [{ at, name: 'overrides', value, type, ...found, of: 'the server' }] : [];
}

/** A number that arrives with an exponent: the rule about numbers tells it. */
function isNumberInText(place: Place, text: string): boolean {
  const node = nodeOf(place);
  return EXPONENT.test(text) && node?.kind === 'scalar' && typeof node.value !== 'string';
}

/** The values of flags that the servers refuse. */
function inFlags(state: PyroscopeState): readonly Refused[] {
  const chart = chartOf(state);
  return writtenArgs(state).flatMap(({ key, flag, components }) => {
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
  isIndependent: true,
  yieldsTo: 'ignore',
  summary:
    'a flag or a key of the server configuration has a value that the server does not take: it exits at start',
  why: 'The server exits at start: it cannot read the value.',
  details: `Each flag and each key of the configuration has a type, and the server exits at start if it cannot read a value as
that: \`not a valid duration string: "banana"\`, \`cannot unmarshal !!seq into string\`, \`unsupported storage backend\`. The rule
looks at \`extraArgs\`, \`structuredConfig\`, \`config\` and \`tenantOverrides\`, and in a render at the arguments and the files that they
became. Render refuses an error; if your server takes the value all the same, an entry under \`lint.ignores\` lets it through.

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
    { manifests: rendered('server:\n  http_listen_port: 1e3\ntracing:\n  enabled: True\n'), asked: V2_ASKED },
    { manifests: rendered("limits:\n  ingestion_relabeling_rules: [{regex: 'a{2}'}]\n"), asked: V2_ASKED },
    { manifests: rendered('limits: []\n', '-config.file=/own.yaml'), asked: V2_ASKED },
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
    {
      manifests: rendered('limits:\n  ingestion_relabeling_rules:\n    - action: dorp\n'),
      asked: V2_ASKED,
      at: 'action: dorp',
    },
    {
      manifests: rendered('server:\n  http_listen_port: "80"\n'),
      asked: V2_ASKED,
      at: 'http_listen_port: "80"',
    },
    { manifests: rendered('{}\n', '-log.level=loud'), asked: V2_ASKED, at: '-log.level=loud' },
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
