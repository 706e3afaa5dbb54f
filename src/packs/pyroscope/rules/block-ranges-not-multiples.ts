import { type Known, likely, type Place, sure } from '../../../pack.ts';
import { secondsOf } from '../facts/text-parsers.ts';
import { namesOf, type PyroscopeComponent, type PyroscopeRule, together } from '../read/facts.ts';
import {
  isServerCertain,
  readsOwnConfig,
  serverKnowledge,
  serverOf,
  severityOfUnknown,
  validatesV1,
} from '../read/servers.ts';
import { DUAL, extraArgs, oneBinary, PHASE_FLAGS_2, structured, V1, V2 } from './examples.ts';

const FLAG = 'compactor.block-ranges';
const RANGES = ['compactor', 'block_ranges'];
const LONGEST_FLAG = 'pyroscopedb.max-block-duration';

/** The longest block that an ingester writes, where nobody says it (servers 1.15.0 to 2.2.1). */
const LONGEST_BLOCK = '1h';

/** The ranges where nobody says them (servers 1.15.0 to 2.2.1). */
const DEFAULT_RANGES = ['1h', '2h', '8h'];

/** A block range of the compactor. */
interface Range {
  readonly text: string;
  readonly place: Place;
  /** Nobody wrote it: the place is that of the longest block. */
  readonly isDefault?: boolean;
}

const written = (
  said: { readonly place?: Place | undefined } | undefined,
  text: string | undefined,
): readonly Range[] => (said?.place === undefined || text === undefined ? [] : [{ text, place: said.place }]);

/** What is in force: a flag, else what the configuration says, else the defaults. Undefined where one of them is not sure. */
function rangesOf(component: PyroscopeComponent): readonly Range[] | undefined {
  const { flags, config } = component;
  const flag = flags[FLAG];
  if (flag !== undefined) {
    const text = sure(flag);
    return text?.split(',').flatMap((one) => written(flag, one));
  }
  if (config?.type(...RANGES) === undefined) {
    const said = longestBlock(component);
    return DEFAULT_RANGES.flatMap((one) => written(said, one)).map((one) => ({ ...one, isDefault: true }));
  }
  const items = config.type(...RANGES) === 'list' ? config.keys(...RANGES) : [];
  const said = items.map((item) => config.at(...RANGES, item));
  return said.every((one) => one?.sure) ? said.flatMap((one) => written(one, likely(one))) : undefined;
}

/** The longest block of a component, where somebody says it. */
const longestBlock = ({ flags, config }: PyroscopeComponent): Known<string> | undefined =>
  flags[LONGEST_FLAG] ?? config?.at('pyroscopedb', 'max_block_duration');

const inHours = (seconds: number): string => {
  const [hours, minutes, rest] = [
    Math.floor(seconds / 3600),
    Math.floor((seconds % 3600) / 60),
    seconds % 60,
  ];
  return [hours ? `${hours}h` : '', minutes ? `${minutes}m` : '', rest ? `${rest}s` : ''].join('');
};

/**
 * Ranges that the server takes, each as near above what is written as can be: 3h,12h,24h for 2h,12h,24h and blocks of 3h.
 * @returns undefined for durations that are not whole seconds above 0
 */
function rangesTaken(longest: string, ranges: readonly Range[]): readonly string[] | undefined {
  const seconds = [longest, ...ranges.map(({ text }) => text)].map((text) => secondsOf(text) ?? 0);
  if (!seconds.every((one) => Number.isSafeInteger(one) && one > 0)) return undefined;
  let before = seconds[0] ?? 1;
  return seconds.slice(1).map((one) => {
    before *= Math.ceil(one / before);
    return inHours(before);
  });
}

/** A range that is not a multiple of what comes before it. */
interface Odd extends Range {
  readonly of: string;
  /** What to write in place of all ranges. */
  readonly taken?: string | undefined;
  /** The flags or keys that are in force, by which they are told. */
  readonly names: { readonly ranges: string; readonly longest: string };
  /** zero and block: the longest block is wrong, as it is 0 or does not divide the ranges that nobody wrote. */
  readonly kind: 'first' | 'other' | 'zero' | 'block';
}

function oddIn(component: PyroscopeComponent): Odd | undefined {
  const ranges = rangesOf(component) ?? [];
  const said = longestBlock(component);
  const longest = said === undefined ? LONGEST_BLOCK : sure(said);
  if (longest === undefined) return undefined;
  const place = said?.place;
  const names = {
    ranges: component.flags[FLAG] ? `-${FLAG}` : RANGES.join('.'),
    longest: component.flags[LONGEST_FLAG] ? `-${LONGEST_FLAG}` : 'pyroscopedb.max_block_duration',
  };
  if (secondsOf(longest) === 0 && ranges.length > 0 && place)
    return { text: longest, place, of: '0', kind: 'zero', names };
  const before = [longest, ...ranges.map(({ text }) => text)];
  for (const [index, range] of ranges.entries()) {
    const of = before[index] ?? '';
    const [own, other] = [secondsOf(range.text), secondsOf(of)];
    // What is no duration is told by the rule about values.
    if (own === undefined || other === undefined) return undefined;
    const remainder = other === 0 ? 1 : Math.abs(own % other);
    if (remainder === 0) continue;
    const kind = index > 0 ? 'other' : range.isDefault ? 'block' : 'first';
    const list = rangesTaken(longest, ranges);
    const taken = component.flags[FLAG] ? list?.join(',') : list && `[${list.join(', ')}]`;
    return { ...range, of, kind, names, taken };
  }
  return undefined;
}

function wordsOf(
  { text, of, kind, names, taken }: Odd,
  components: string,
): { readonly what: string; readonly fix: string } {
  const multiples = taken === undefined ? 'write multiples, each of the one before' : `write ${taken}`;
  switch (kind) {
    case 'zero':
      return { what: `the longest block (${components}) is 0`, fix: 'write a duration above 0, such as 1h' };
    case 'block':
      return {
        what: `the longest block, ${of} (${components}), does not divide ${text}, the compactor's first range`,
        fix: `write a duration that divides ${text}, such as 30m, or set ${names.ranges} to multiples of ${of}`,
      };
    case 'first':
      return {
        what: `the block range ${text} (${components}) is not a multiple of the longest block, ${of}`,
        fix: `${multiples}, or set ${names.longest} to a duration that divides ${text}`,
      };
    default:
      return {
        what: `the block range ${text} (${components}) is not a multiple of ${of}, the one before it`,
        fix: multiples,
      };
  }
}

export const blockRangesNotMultiples: PyroscopeRule = {
  id: 'block-ranges-not-multiples',
  severity: 'error',
  isIndependent: true,
  yieldsTo: 'ignore',
  summary: 'a block range of the compactor is not a multiple of the one before it: the server exits at start',
  why: 'The server exits at start, whichever component it runs, unless it is a server 2.x that runs v2 alone.',
  details: `\`compactor.block_ranges\` grow by whole factors: the first has to be a multiple of \`pyroscopedb.max_block_duration\`
(1h by default), and each other of the one before it. Servers 1.21.0 and 2.2.1 exited with \`compactor block range periods should be
divisible by the previous one\`, also as a metastore or distributor, and panicked where the one before is 0. Server 2.2.1 did not
look at them with \`-architecture.storage=v2\`. The default ranges are 1h, 2h and 8h: a longer block has to divide them as well.`,
  sources: ['servers 1.21.0 and 2.2.1, started with such ranges'],
  get good() {
    return [
      { values: structured('compactor:\n  block_ranges: [1h, 3h, 6h]\n') },
      { values: structured('compactor:\n  block_ranges: [30m]\npyroscopedb:\n  max_block_duration: 30m\n') },
      { values: structured(`compactor:\n  block_ranges: [1h, "\${LONG}"]\n`) },
      { values: structured('compactor:\n  block_ranges: [1h, banana]\n') },
      { values: extraArgs(`${FLAG}: 60m,7200s`) },
      {
        manifests: oneBinary('2.2.1', { args: [`-${FLAG}=1h,2h`, ...PHASE_FLAGS_2.dual] }),
        asked: { phase: 'dual' },
      },
      {
        manifests: oneBinary('2.2.1', { args: [`-${FLAG}=2h,3h`, ...PHASE_FLAGS_2.v2] }),
        asked: { phase: 'v2' },
      },
      { values: `${V2}${extraArgs(`${FLAG}: 2h,3h`)}` },
      { values: `${V1}${structured('pyroscopedb:\n  max_block_duration: 30m\n')}` },
      {
        values: `${V1}${structured('pyroscopedb:\n  max_block_duration: 3h\ncompactor:\n  block_ranges: []\n')}`,
      },
    ];
  },
  get bad() {
    return [
      {
        values: `${DUAL}${structured('compactor:\n  block_ranges: [1h, 3h, 4h]\n')}`,
        at: 'pyroscope.structuredConfig.compactor.block_ranges.2',
      },
      {
        values: `${V1}${structured('pyroscopedb:\n  max_block_duration: 3h\n')}`,
        at: 'pyroscope.structuredConfig.pyroscopedb.max_block_duration',
      },
      {
        values: `${V1}${extraArgs(`${LONGEST_FLAG}: 0s`)}`,
        at: 'pyroscope.extraArgs.pyroscopedb\\.max-block-duration',
      },
      { values: `${V1}${extraArgs(`${FLAG}: 1.5h`)}`, at: 'pyroscope.extraArgs.compactor\\.block-ranges' },
      {
        manifests: oneBinary('2.2.1', { args: [`-${FLAG}=2h,3h`, ...PHASE_FLAGS_2.dual] }),
        asked: { phase: 'dual' },
        at: `-${FLAG}=2h,3h`,
      },
    ];
  },
  judge({ now }, report) {
    const found = now.components.flatMap((component) => {
      if (serverKnowledge(serverOf(component)) === 'older' || readsOwnConfig(component)) return [];
      if (!validatesV1(now, component)) return [];
      const odd = oddIn(component);
      return odd ? [{ component, ...odd }] : [];
    });
    for (const group of together(
      found,
      ({ place }) => place,
      ({ text }) => text,
    )) {
      const [first] = group;
      const components = group.map((one) => one.component);
      const server = serverOf(first.component);
      report({
        at: first.place,
        severity: severityOfUnknown(server, components.some(isServerCertain)),
        ...wordsOf(first, namesOf(components)),
        why: `Server ${server} exits at start: ${first.kind === 'zero' ? 'it divides by it' : 'compactor block range periods should be divisible'}.`,
      });
    }
  },
};
