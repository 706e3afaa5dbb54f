import { likely, type Place, sure } from '../../../pack.ts';
import { secondsOf } from '../facts/value-types.ts';
import { namesOf, type PyroscopeComponent, type PyroscopeRule, together } from '../read/facts.ts';
import {
  isServerCertain,
  readsOwnConfig,
  serverKnowledge,
  serverOf,
  severityOfUnknown,
} from '../read/servers.ts';
import { extraArgs, oneBinary, PHASE_FLAGS_2 } from './examples.ts';
import { structured } from './unknown-config-field.ts';

const FLAG = 'compactor.block-ranges';
const RANGES = ['compactor', 'block_ranges'];

/** The longest block that an ingester writes, where nobody says it (servers 1.15.0 to 2.2.1). */
const LONGEST_BLOCK = '1h';

/** A duration that somebody wrote. */
interface Range {
  readonly text: string;
  readonly place: Place;
}

const written = (
  said: { readonly place?: Place | undefined } | undefined,
  text: string | undefined,
): readonly Range[] => (said?.place === undefined || text === undefined ? [] : [{ text, place: said.place }]);

/** What is in force: a flag, else what the configuration says. Undefined where one of them is not sure. */
function rangesOf({ flags, config }: PyroscopeComponent): readonly Range[] | undefined {
  const flag = flags[FLAG];
  if (flag !== undefined) {
    const text = sure(flag);
    return text?.split(',').flatMap((one) => written(flag, one));
  }
  const items = config?.type(...RANGES) === 'list' ? config.keys(...RANGES) : [];
  const said = items.map((item) => config?.at(...RANGES, item));
  return said.every((one) => one?.sure) ? said.flatMap((one) => written(one, likely(one))) : undefined;
}

/** The longest block of a component in its own words; undefined where that is not sure. */
function longestBlock({ flags, config }: PyroscopeComponent): string | undefined {
  const said = flags['pyroscopedb.max-block-duration'] ?? config?.at('pyroscopedb', 'max_block_duration');
  return said === undefined ? LONGEST_BLOCK : sure(said);
}

/** A range that is not a multiple of what comes before it. */
interface Odd extends Range {
  readonly of: string;
  readonly isFirst: boolean;
}

function oddIn(component: PyroscopeComponent): Odd | undefined {
  const ranges = rangesOf(component) ?? [];
  const longest = longestBlock(component);
  if (longest === undefined) return undefined;
  const before = [longest, ...ranges.map(({ text }) => text)];
  for (const [index, range] of ranges.entries()) {
    const of = before[index] ?? '';
    const [own, other] = [secondsOf(range.text), secondsOf(of)];
    // What is no duration is told by the rule about values.
    if (own === undefined || other === undefined) return undefined;
    const remainder = other === 0 ? 1 : Math.abs(own % other);
    if (remainder !== 0) return { ...range, of, isFirst: index === 0 };
  }
  return undefined;
}

export const blockRangesNotMultiples: PyroscopeRule = {
  id: 'block-ranges-not-multiples',
  severity: 'error',
  isIndependent: true,
  yieldsTo: 'ignore',
  summary: 'a block range of the compactor is not a multiple of the one before it: the server exits at start',
  why: 'The server exits at start, whichever component it runs.',
  details: `\`compactor.block_ranges\` grow by whole factors: the first has to be a multiple of \`pyroscopedb.max_block_duration\`
(1h by default), and each other of the one before it. Servers 1.21.0 and 2.2.1 exited with \`compactor block range periods should be
divisible by the previous one\`, also as a metastore or distributor, and panicked where the one before is 0.`,
  sources: ['servers 1.21.0 and 2.2.1, started with such ranges'],
  get good() {
    return [
      { values: structured('compactor:\n  block_ranges: [1h, 3h, 6h]\n') },
      { values: structured('compactor:\n  block_ranges: [30m]\npyroscopedb:\n  max_block_duration: 30m\n') },
      { values: structured(`compactor:\n  block_ranges: [1h, "\${LONG}"]\n`) },
      { values: structured('compactor:\n  block_ranges: [1h, banana]\n') },
      { values: extraArgs(`${FLAG}: 60m,7200s`) },
      {
        manifests: oneBinary('2.2.1', { args: [`-${FLAG}=1h,2h`, ...PHASE_FLAGS_2.v2] }),
        asked: { phase: 'v2' },
      },
    ];
  },
  get bad() {
    return [
      {
        values: structured('compactor:\n  block_ranges: [1h, 3h, 4h]\n'),
        at: 'pyroscope.structuredConfig.compactor.block_ranges.2',
      },
      { values: extraArgs(`${FLAG}: 1.5h`), at: 'pyroscope.extraArgs.compactor\\.block-ranges' },
      {
        manifests: oneBinary('2.2.1', { args: [`-${FLAG}=2h,3h`, ...PHASE_FLAGS_2.v2] }),
        asked: { phase: 'v2' },
        at: `-${FLAG}=2h,3h`,
      },
    ];
  },
  judge({ now }, report) {
    const found = now.components.flatMap((component) => {
      if (serverKnowledge(serverOf(component)) === 'older' || readsOwnConfig(component)) return [];
      const odd = oddIn(component);
      return odd ? [{ component, ...odd }] : [];
    });
    for (const group of together(
      found,
      ({ place }) => place,
      ({ text }) => text,
    )) {
      const [{ component, text, of, isFirst, place }] = group;
      const components = group.map((one) => one.component);
      const server = serverOf(component);
      report({
        at: place,
        severity: severityOfUnknown(server, components.some(isServerCertain)),
        what: `the block range ${text} (${namesOf(components)}) is not a multiple of ${isFirst ? `the longest block, ${of}` : `${of}, the one before it`}`,
        why: `Server ${server} exits at start: compactor block range periods should be divisible.`,
        fix: isFirst
          ? `write a multiple of ${of}, such as 1h,2h,8h, or set pyroscopedb.max_block_duration`
          : 'write multiples, such as 1h,2h,8h',
      });
    }
  },
};
