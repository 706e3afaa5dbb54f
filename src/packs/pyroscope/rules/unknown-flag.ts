import { nearest } from '../../../nearest.ts';
import { likely, type ManifestEditor, type Place, sure, type Violation } from '../../../pack.ts';
import { chartFlagOrder } from '../chart-flags.ts';
import {
  flagsNearby,
  isSurelyUnknown,
  serversKnowing,
  serversRead,
  V1_MODULE_FLAGS,
} from '../facts/flags.ts';
import { PHASE_FACTS, type PyroscopePhase } from '../facts/phases.ts';
import { keyOfFlag } from '../facts/settings.ts';
import {
  chartMajorOf,
  chartOf,
  namesOf,
  type PyroscopeComponent,
  type PyroscopeRule,
  type PyroscopeState,
  together,
} from '../read/facts.ts';
import { isServerCertain, judges, serverKnowledge, serverOf, severityOfUnknown } from '../read/servers.ts';
import { EXPERIMENT, extraArgs, oneBinary, PHASE_FLAGS_1, PHASE_FLAGS_2, V1, V2 } from './examples.ts';

const on221 = (flag: string, image = 'grafana/pyroscope'): string =>
  oneBinary('2.2.1', { image, args: [flag, ...PHASE_FLAGS_2.v2] });
const on121 = (...flags: readonly string[]): string =>
  oneBinary('1.21.0', { args: [...flags, ...PHASE_FLAGS_1.v2], env: EXPERIMENT });

/** One entry of extraArgs that somebody wrote, with the components that get it. */
interface WrittenArg {
  /** As it is written: a flag's name, without dashes where it is right. */
  readonly key: string;
  readonly flag: string;
  readonly value: string | undefined;
  /** Of the key; of the argument in manifests. */
  readonly place: Place;
  readonly components: readonly [PyroscopeComponent, ...PyroscopeComponent[]];
}

const withoutDashes = (key: string): string => key.replace(/^-+/, '');

/** One entry of extraArgs, of one component. */
type ArgOfOne = Omit<WrittenArg, 'components'> & { readonly component: PyroscopeComponent };

/** The entries as they are written, each once. */
const written = (all: readonly ArgOfOne[]): readonly WrittenArg[] =>
  together(
    all,
    ({ place }) => place,
    ({ key, value }) => `${key}=${value}`,
  ).map(([{ component, ...first }, ...others]) => ({
    ...first,
    components: [component, ...others.map((one) => one.component)],
  }));

function argsOfValues(component: PyroscopeComponent): readonly ArgOfOne[] {
  const { values } = component;
  if (values?.type('extraArgs') !== 'map') return [];
  return values.keys('extraArgs').flatMap((name) => {
    const said = values.at('extraArgs', name);
    const place = said?.place;
    if (place?.in !== 'values' || place.node === undefined) return [];
    const key = String(name);
    return [
      {
        component,
        key,
        flag: withoutDashes(key),
        value: sure(said),
        place: { ...place, on: 'key' as const },
      },
    ];
  });
}

/** The entries of extraArgs that somebody wrote. */
export const argsInValues = ({ components }: PyroscopeState): readonly WrittenArg[] =>
  written(components.flatMap(argsOfValues));

/** An argument with more than two dashes came from a key with dashes of its own. */
const keyBehind = (name: string): string => (name.startsWith('-') ? `-${name}` : name);

const argsInManifests = ({ components }: PyroscopeState): readonly WrittenArg[] =>
  written(
    components.flatMap((component) =>
      Object.entries(component.flags).flatMap(([name, { by, place, ...said }]) => {
        if (by !== 'person' || place === undefined) return [];
        const value = said.sure ? said.value : said.likely;
        return [{ component, key: keyBehind(name), flag: withoutDashes(name), value, place }];
      }),
    ),
  );

/** The flags that somebody wrote. */
export const writtenArgs = (state: PyroscopeState): readonly WrittenArg[] =>
  state.readFrom === 'values' ? argsInValues(state) : argsInManifests(state);

/** What a flag's value has to be in a phase; none for a flag that phases do not decide. */
const ofPhase = (phase: PyroscopePhase, flag: string): readonly string[] =>
  PHASE_FACTS[phase].signs.filter((sign) => sign.flag === flag).flatMap(({ is }) => is);

/** A flag that says the phase again, or contradicts it, to a server that has no such flag. */
function aboutPhase({ flag, value, components }: WrittenArg, phase: PyroscopePhase | undefined) {
  const wanted = phase === undefined ? [] : ofPhase(phase, flag);
  if (wanted.length === 0) return undefined;
  const [first] = components;
  const fix = `remove ${keyOfFlag(first, flag)} from the file: without the flag, the toggles alone set the phase`;
  if (value === undefined || !wanted.includes(value)) return { fix };
  const correct = (edit: ManifestEditor): void => {
    for (const { name } of components) edit.flag(name, flag, undefined);
  };
  return { fix, inRender: 'correct' as const, correct };
}

function knownTo(flag: string): string {
  const servers = serversKnowing(flag);
  const [first, last] = [servers[0], servers.at(-1)];
  if (first === undefined || last === undefined) return '';
  return first === last ? ` (server ${first} does)` : ` (each from ${first} to ${last} does)`;
}

const doesNotKnow = (flag: string, server: string, chart: string): boolean =>
  serverKnowledge(server) !== 'older' && judges(server, chart).every((one) => isSurelyUnknown(flag, one));

/** A flag that servers exit at. */
function unknown(arg: WrittenArg, now: PyroscopeState): Violation | undefined {
  const { key, flag, place, components } = arg;
  const refusing = components.filter((one) => doesNotKnow(flag, serverOf(one), chartOf(now)));
  const [first] = refusing;
  if (first === undefined) return undefined;
  const server = serverOf(first);
  const near = nearest(flag, flagsNearby(server));
  const fix =
    near === undefined ? `remove "${key}" from extraArgs` : `did you mean "${near}"? If not, remove "${key}"`;
  const common = { at: place, severity: severityOfUnknown(server, refusing.some(isServerCertain)) };
  const exits = `exits at start: flag provided but not defined: -${flag}.`;
  if (serverKnowledge(server) === 'newer')
    return {
      ...common,
      what: `server ${serversRead().at(-1) ?? ''}, the newest known, has no flag -${flag}`,
      why: `Server ${server} (${namesOf(refusing)}) may have it; if not, it ${exits}`,
      fix: `check its -help-all; ${fix}`,
    };
  return {
    ...common,
    what: `server ${server} (${namesOf(refusing)}) does not know the flag -${flag}${knownTo(flag)}`,
    why: `The server ${exits}`,
    ...(aboutPhase(arg, likely(now.phase)) ?? { fix }),
  };
}

/**
 * A key that starts with dashes. `-x` is rendered as `--x`, which servers take for x: it matters only where the chart
 * writes x as well. With one dash more no server takes it.
 */
function dashed({ key, flag, place, components }: WrittenArg, chartMajor: number): Violation | undefined {
  if (!key.startsWith('-')) return undefined;
  const isRefused = key.startsWith('--');
  const other = components[0].values?.at('extraArgs', flag)?.place;
  const isThere = components[0].values?.has('extraArgs', flag) === true;
  if (!isRefused && !isThere && !chartFlagOrder(chartMajor).includes(flag)) return undefined;
  const isFree = !isThere || (other?.in === 'values' && other.node === undefined);
  return {
    at: place,
    severity: isRefused ? 'error' : 'warning',
    what: isRefused
      ? `extraArgs key "${key}" starts with dashes: the chart renders ---${flag}`
      : `extraArgs key "${key}" starts with a dash: it does not replace ${flag} but is added to it`,
    why: isRefused
      ? `The server exits at start: bad flag syntax: ---${flag}.`
      : 'The flag is then given twice, and the last one wins: the one without the dash.',
    fix: isFree
      ? `write the key without ${isRefused ? 'dashes' : 'a dash'}: ${flag}`
      : `remove ${key}, as ${flag} is there`,
    fixValues: isFree ? (edit) => edit.rename(place, flag) : undefined,
  };
}

export const unknownFlag: PyroscopeRule = {
  id: 'unknown-flag',
  severity: 'error',
  corrects: true,
  isIndependent: true,
  yieldsTo: 'ignore',
  summary: 'extraArgs contain a flag that the server does not know: it exits at start',
  why: 'The server exits at start: flag provided but not defined.',
  details: `Each key of \`extraArgs\` becomes a flag, and a server exits on a flag it does not know:
\`flag provided but not defined: -x\`, seen on servers 1.15.0 to 2.2.1. The flags come from \`-help-all\` of seven servers;
between two of them, a flag counts as known if either knows it. This is a warning if the image is not
grafana/pyroscope or its tag is not a version, and an info if the server is newer than all of them. Another rule covers
v2 flags without v2 on 1.x. Render refuses an error; if your server has the flag all the same, an entry under
\`lint.ignores\` lets it through.

\`architecture.storage\` is a flag of 2.x. On 1.x render drops it where its value is that of the phase. A flag set to
\`null\` is still written, without a value.

Write keys without dashes: \`--x\` makes \`---x\`, which server 1.21.0 refused with \`bad flag syntax\`. \`-x\` makes \`--x\`,
which the server takes, but it does not replace a flag of that name that the chart writes, and the last one wins.`,
  sources: [
    'servers 1.15.0, 1.18.0, 1.19.1, 1.20.3, 1.21.0, 2.0.1 and 2.2.1, -help-all',
    'server 1.21.0, started',
  ],
  get good() {
    return [
      { values: extraArgs('log.level: info') },
      { values: extraArgs('-server.http-listen-port: 4041') },
      { chart: '1.21.0', values: extraArgs('write-path.segment-writer-weight: 1') },
      { chart: '2.1.0', values: extraArgs('admin-server.mode: exclusive') },
      { chart: '1.14.0', values: extraArgs('no.such-flag: 1') },
      { values: 'pyroscope:\n  extraArgs: [no.such-flag]\n' },
      { values: `${extraArgs('admin-server.mode: exclusive')}  image:\n    tag: 1.21.0\n` },
      { values: extraArgs('all.enable-v1-read-path: false') },
      { manifests: on221('-log.level=info'), asked: { phase: 'v2' } },
      { manifests: on121('-write-path.segment-writer-weight=1'), asked: { phase: 'v2' } },
    ];
  },
  get bad() {
    return [
      { values: extraArgs('log.levl: info'), at: 'pyroscope.extraArgs.log\\.levl' },
      { values: extraArgs('no.such-flag: null'), at: 'pyroscope.extraArgs.no\\.such-flag' },
      {
        chart: '1.21.0',
        values: `${V1}${extraArgs('architecture.storage: v2')}`,
        at: 'pyroscope.extraArgs.architecture\\.storage',
      },
      {
        chart: '1.21.0',
        values: `${V2}${extraArgs('architecture.storage: v2')}`,
        at: 'pyroscope.extraArgs.architecture\\.storage',
      },
      {
        chart: '2.0.1',
        values: extraArgs('admin-server.mode: exclusive'),
        at: 'pyroscope.extraArgs.admin-server\\.mode',
      },
      {
        chart: '1.21.0',
        values: extraArgs('architecture.storage: v1'),
        at: 'pyroscope.extraArgs.architecture\\.storage',
      },
      {
        values: `${extraArgs('no.such-flag: 1')}  image:\n    tag: latest\n`,
        at: 'pyroscope.extraArgs.no\\.such-flag',
      },
      {
        values: `${extraArgs('new.flag: 1')}  image:\n    tag: 9.0.0\n`,
        at: 'pyroscope.extraArgs.new\\.flag',
      },
      {
        values: extraArgs('--log.level: info'),
        at: 'pyroscope.extraArgs.--log\\.level',
        after: extraArgs('log.level: info'),
      },
      {
        values: extraArgs('-log.level: info'),
        at: 'pyroscope.extraArgs.-log\\.level',
        after: extraArgs('log.level: info'),
      },
      { values: extraArgs('log.level: info\n    -log.level: debug'), at: 'pyroscope.extraArgs.-log\\.level' },
      { manifests: on221('-log.levl=info'), asked: { phase: 'v2' }, at: '-log.levl=info' },
      { manifests: on221('---log.level=info'), asked: { phase: 'v2' }, at: '---log.level=info' },
      {
        manifests: on221('-log.levl=info', 'example.com/own/server:2.2.1'),
        asked: { phase: 'v2' },
        at: '-log.levl=info',
      },
      {
        manifests: on121('-architecture.storage=v1'),
        asked: { phase: 'v2' },
        at: '-architecture.storage=v1',
      },
      {
        manifests: on121('-architecture.storage=v2'),
        asked: { phase: 'v2' },
        at: '-architecture.storage=v2',
        after: on121(),
      },
    ];
  },
  judge({ now }, report) {
    const major = chartMajorOf(now);
    for (const arg of writtenArgs(now)) {
      // What v1 modules are called is another rule's: on 2.x, and in every render.
      if ((major >= 2 || now.objects) && V1_MODULE_FLAGS.includes(arg.flag)) continue;
      const found = unknown(arg, now) ?? dashed(arg, major);
      if (found) report(found);
    }
  },
};
