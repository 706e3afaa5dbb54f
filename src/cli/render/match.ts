import { usageError } from '../../command-line.ts';
import { isFor, type LoadedConfig } from '../../config/config.ts';
import { both, counted, either } from '../../english.ts';
import { type LintFinding, NO_PLACE } from '../../lint/lint-result.ts';
import { nearest } from '../../nearest.ts';
import type { Dormant, Pack } from '../../pack.ts';
import type { Decision, ReleaseOfPack } from '../../release/intent.ts';
import { comparesPeers, type PeerFile } from '../../release/peer.ts';
import { NO_RELEASE } from '../../release/recognise.ts';
import type { RenderedStream } from '../../render/render-stream.ts';
import { releaseTitle } from '../../report/blocks.ts';
import { describeSource } from '../../step/source.ts';
import { isOn, type Stated, statedFor } from '../command-line.ts';
import type { Io } from '../io.ts';
import { RENDER_OPTIONS, type RenderFlags } from './flags.ts';

/** What holds for a stream in which no release is found. */
export interface MatchChoice {
  /** Who needs a release, in words: `--phase v2`. Empty where a stream may hold none. */
  readonly requiredBy: readonly string[];
  /** The one of these that says so itself: nothing lifts it. */
  readonly explicitly?: string;
  /** That a stream may hold none although somebody asked for something, with who allowed it. */
  readonly decisions: readonly Decision[];
}

/** A place alone would not say what stands there. */
const shown = (what: string, { source }: Stated): string =>
  source.kind === 'config' ? `${what} at ${source.place}` : describeSource(source);

/** An entry for one release counts as well: nothing tells which release a stream is that is not recognised. */
function phaseOfAnEntry(loaded: LoadedConfig | undefined): readonly string[] {
  const index = loaded?.config.releases?.findIndex(({ phase }) => phase !== undefined) ?? -1;
  return loaded === undefined || index === -1
    ? []
    : [`phase at ${loaded.file}:${loaded.placeOf(['releases', index, 'phase'])}`];
}

/**
 * Whether a stream must hold a release: whoever states a phase, names a peer or asks for a gate would lose it unseen otherwise.
 * @param gateAskedBy who asks for a gate; undefined where there is none
 * @throws EarlyExit where a release is both required and not
 */
export function readMatch(
  flags: RenderFlags,
  { env }: Pick<Io, 'env'>,
  loaded: LoadedConfig | undefined,
  gateAskedBy: string | undefined,
): MatchChoice {
  const stated = (name: keyof RenderFlags & string): Stated | undefined =>
    statedFor(RENDER_OPTIONS, name, flags, env, loaded);
  const [required, allowed] = [stated('requireMatch'), stated('allowNoMatch')];
  const [phase, peer, release] = [stated('phase'), stated('peer'), stated('peerRelease')];
  const isRequired = required !== undefined && isOn(required);
  if (allowed !== undefined && isOn(allowed)) {
    if (isRequired)
      throw usageError(
        `${shown('requireMatch', required)} and ${shown('allowNoMatch', allowed)} contradict each other; keep one of them`,
      );
    const source = describeSource(allowed.source);
    return { requiredBy: [], decisions: [{ about: 'no match', value: 'allowed', source }] };
  }
  const explicitly = isRequired ? shown('requireMatch', required) : undefined;
  return {
    ...(explicitly !== undefined && { explicitly }),
    requiredBy: [
      ...(explicitly === undefined ? [] : [explicitly]),
      ...(phase ? [shown('phase', phase)] : phaseOfAnEntry(loaded)),
      ...(peer ? [shown('peer', peer)] : []),
      ...(release ? [shown('peerRelease', release)] : []),
      ...(gateAskedBy === undefined ? [] : [gateAskedBy]),
    ],
    decisions: [],
  };
}

const ALLOW = 'give --allow-no-match (PHASEGATE_ALLOW_NO_MATCH=1, allowNoMatch: true in phasegate.yaml)';

/** What to do in runs over many releases. */
function howToAllow({ requiredBy, explicitly }: MatchChoice): string {
  if (explicitly === undefined) return ALLOW;
  return `leave out ${explicitly}${requiredBy.length > 1 ? `, and ${ALLOW}` : ''}`;
}

/** Any release: what nobody says for one alone. */
const ANY = { name: '', namespace: '' };

/** The names of the packs that look for releases. */
const awake = (packs: readonly Pack[]): readonly string[] =>
  packs.flatMap((pack) => (pack.dormant?.(ANY) ? [] : [pack.name]));

/** What keeps a pack from looking at its releases. */
interface Asleep extends Dormant {
  readonly title: string;
}

const asleepText = ({ title, why, fix }: Asleep): string =>
  `releases of ${title} are passed over: ${why}; ${fix}`;

/** What is missing before packs look at releases that a stream holds. */
const asleep = (packs: readonly Pack[]): readonly Asleep[] =>
  packs.flatMap((pack) => {
    const { name, title = name } = pack;
    const missing = pack.dormant?.(ANY);
    if (missing === undefined) return [];
    return [{ title, ...missing }];
  });

/** What a stream without a release passes as, where none is required. @param packs those that looked */
export function withoutRelease(
  packs: readonly Pack[],
  { passedOver }: Pick<RenderedStream, 'passedOver'>,
): string {
  const missing = asleep(passedOver);
  return missing.length === 0
    ? `no release of ${awake(packs).join(', ')} in the stream`
    : missing.map(asleepText).join('; ');
}

/**
 * Why nothing is compared with a peer though the stream holds releases: none is of a pack that looks at two side by side.
 * @returns the message for exit code 2
 */
export function notCompared(
  { decisions }: MatchChoice,
  { shownAs }: PeerFile,
  packs: readonly Pack[],
  { releases }: RenderedStream,
): string | undefined {
  const comparing = packs.filter(comparesPeers);
  const isCompared = releases.some((one) => comparing.some(({ name }) => name === one.pack));
  if (isCompared || releases.length === 0 || decisions.length > 0) return undefined;
  const missing = asleep(comparing).map(asleepText);
  const titles = either(comparing.map(({ name, title = name }) => title));
  const why =
    missing.length > 0
      ? missing.join('; ')
      : `the stream holds no release of ${titles || 'a pack that compares two'}; leave it out`;
  return `phasegate: ${shownAs}: nothing is compared with this file: ${why}`;
}

/** The refusal of a stream in which a release is required, and none is found. @param packs those that looked */
export function noRelease(
  match: MatchChoice,
  packs: readonly Pack[],
  { documents, stream, passedOver }: Pick<RenderedStream, 'documents' | 'stream' | 'passedOver'>,
): LintFinding {
  const missing = asleep(passedOver);
  const isEmpty = documents.every(({ text }) => text.trim() === '');
  return {
    ...NO_PLACE,
    ruleId: NO_RELEASE.id,
    audit: [],
    severity: NO_RELEASE.severity,
    outcome: 'refused',
    what: `${
      missing.length > 0
        ? `releases of ${both(missing.map(({ title }) => title))} in the stream are passed over`
        : `no release of a known pack (${awake(packs).join(', ')}) in the stream`
    }, but one is required by ${both(match.requiredBy)}`,
    why: isEmpty
      ? 'the stream is empty: whatever runs before phasegate wrote nothing'
      : missing.length > 0
        ? missing.map(({ why }) => why).join('; ')
        : `phasegate looked for labels and images of these products in ${counted(stream.count, 'document')}; passed through, they would reach the cluster unchanged and unchecked`,
    remedy:
      missing.length > 0
        ? missing.map(({ fix }) => fix).join('; ')
        : `check that the input is the whole output of the chart, with its labels and images; for runs over releases of other charts, ${howToAllow(match)}`,
    path: [],
    fixable: false,
  };
}

/** Releases of the stream that no entry of the config is for, where an entry is for none: its name may be misspelt. */
export function withoutEntry(
  { file, config: { releases: all = [] }, placeOf }: LoadedConfig,
  releases: readonly ReleaseOfPack[],
): readonly string[] {
  const entries = all.filter((entry) => !releases.some((release) => isFor(entry, release)));
  if (entries.length === 0) return [];
  const without = releases.filter((release) => !all.some((entry) => isFor(entry, release)));
  return without.map((release) => {
    const near =
      nearest(
        release.name,
        entries.map(({ name }) => name),
      ) ?? '';
    const entry = entries.find(({ name }) => name === near);
    const hint =
      entry === undefined
        ? 'the general settings hold for it'
        : near === release.name
          ? `the one of this name is for ${entry.namespace === undefined ? `pack ${entry.pack}` : `namespace ${entry.namespace}`}`
          : `did you mean ${release.name} instead of ${near}?`;
    const place = `${file}:${placeOf(['releases', entry ? all.indexOf(entry) : 0])}`;
    return `${place}: no entry under releases is for ${releaseTitle(release)}; ${hint}`;
  });
}
