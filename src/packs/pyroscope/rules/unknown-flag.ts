import { nearest } from '../../../nearest.ts';
import type { Place, Violation } from '../../../pack.ts';
import { chartFlagOrder } from '../chart-flags.ts';
import {
  flagsNearby,
  isSurelyUnknown,
  serversKnowing,
  serversRead,
  V1_MODULE_FLAGS,
} from '../facts/flags.ts';
import {
  chartMajorOf,
  chartOf,
  namesOf,
  type PyroscopeComponent,
  type PyroscopeRule,
  type PyroscopeState,
} from '../read/facts.ts';
import { isServerCertain, judges, serverKnowledge, serverOf, severityOfUnknown } from '../read/servers.ts';
import { extraArgs } from './examples.ts';

/** One entry of extraArgs that somebody wrote, with the components that get it. */
interface WrittenArg {
  /** As it is written: a flag's name, without dashes where it is right. */
  readonly key: string;
  readonly flag: string;
  /** Of the key. */
  readonly place: Place;
  readonly components: readonly [PyroscopeComponent, ...PyroscopeComponent[]];
}

/** The entries of extraArgs that somebody wrote, those that are null left out. */
export function writtenArgs({ components }: PyroscopeState): readonly WrittenArg[] {
  const byNode = new Map<unknown, WrittenArg>();
  for (const component of components) {
    if (component.values?.type('extraArgs') !== 'map') continue;
    for (const name of component.values.keys('extraArgs')) {
      const place = component.values?.at('extraArgs', name)?.place;
      const isNull = component.values?.type('extraArgs', name) === 'null';
      if (place?.in !== 'values' || place.node === undefined || isNull) continue;
      const key = String(name);
      const { components: others = [] } = byNode.get(place.node) ?? {};
      byNode.set(place.node, {
        key,
        flag: key.replace(/^-+/, ''),
        place: { ...place, on: 'key' },
        components: [...others, component] as unknown as WrittenArg['components'],
      });
    }
  }
  return [...byNode.values()];
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
function unknown({ key, flag, place, components }: WrittenArg, chart: string): Violation | undefined {
  const refusing = components.filter((one) => doesNotKnow(flag, serverOf(one), chart));
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
    fix,
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
    fix: isRefused ? `write the key without dashes: ${flag}` : `write the key without a dash: ${flag}`,
    fixValues: isFree ? (edit) => edit.rename(place, flag) : undefined,
  };
}

export const unknownFlag: PyroscopeRule = {
  id: 'unknown-flag',
  severity: 'error',
  needs: ['values'],
  summary: 'extraArgs contain a flag that the server does not know: it exits at start',
  why: 'The server exits at start: flag provided but not defined.',
  details: `Each key of \`extraArgs\` becomes a flag, and a server exits on a flag it does not know:
\`flag provided but not defined: -x\`, seen on servers 1.15.0 to 2.2.1. The flags come from \`-help-all\` of seven servers;
between two of them, a flag counts as known if either knows it. This is a warning if the image is not
grafana/pyroscope or its tag is not a version, and an info if the server is newer than all of them. Another rule covers
v2 flags without v2 on 1.x.

Write keys without dashes: \`--x\` makes \`---x\`, which server 1.21.0 refused with \`bad flag syntax\`. \`-x\` makes \`--x\`,
which the server takes, but it does not replace a flag of that name that the chart writes, and the last one wins.`,
  sources: [
    'servers 1.15.0, 1.18.0, 1.19.1, 1.20.3, 1.21.0, 2.0.1 and 2.2.1, -help-all',
    'server 1.21.0, started',
  ],
  good: [
    { values: extraArgs('log.level: info') },
    { values: extraArgs('-server.http-listen-port: 4041') },
    { chart: '1.21.0', values: extraArgs('write-path.segment-writer-weight: 1') },
    { chart: '2.1.0', values: extraArgs('admin-server.mode: exclusive') },
    { chart: '1.14.0', values: extraArgs('no.such-flag: 1') },
    { values: extraArgs('no.such-flag: null') },
    { values: 'pyroscope:\n  extraArgs: [no.such-flag]\n' },
    { values: `${extraArgs('admin-server.mode: exclusive')}  image:\n    tag: 1.21.0\n` },
    { values: extraArgs('all.enable-v1-read-path: false') },
  ],
  bad: [
    { values: extraArgs('log.levl: info'), at: 'pyroscope.extraArgs.log\\.levl' },
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
  ],
  judge({ now }, report) {
    const major = chartMajorOf(now);
    for (const arg of writtenArgs(now)) {
      // What v1 modules are called on 2.x is another rule's.
      if (major >= 2 && V1_MODULE_FLAGS.includes(arg.flag)) continue;
      const found = unknown(arg, chartOf(now)) ?? dashed(arg, major);
      if (found) report(found);
    }
  },
};
