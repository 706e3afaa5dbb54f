import { asVersion } from '../../chart/versions.ts';
import { isPhase, PHASES } from '../../packs/pyroscope/phases.ts';
import { isTimeWithZone } from '../../packs/pyroscope/query-backend-from.ts';
import { asWeight } from '../../packs/pyroscope/weights.ts';

/** Settings that are one word each, in flags, environment and config alike. */
export type WordKey =
  | 'phase'
  | 'ingesterWeight'
  | 'segmentWriterWeight'
  | 'queryBackendFrom'
  | 'chartVersion'
  | 'serverVersion';

const weight = (word: string): string | undefined =>
  asWeight(word) === undefined ? `${JSON.stringify(word)} is no number from 0 to 1` : undefined;

const version = (word: string): string | undefined =>
  asVersion(word) === undefined ? `${JSON.stringify(word)} is no version such as 2.2.1` : undefined;

const time = (word: string): string | undefined =>
  word === 'auto' || isTimeWithZone(word)
    ? undefined
    : `${JSON.stringify(word)} is neither auto nor an RFC 3339 time with a zone such as 2026-11-01T00:00:00Z`;

const phase = (word: string): string | undefined =>
  isPhase(word) ? undefined : `${JSON.stringify(word)} is no phase (${PHASES.join(', ')})`;

const CHECKS: Record<WordKey, (word: string) => string | undefined> = {
  phase,
  ingesterWeight: weight,
  segmentWriterWeight: weight,
  queryBackendFrom: time,
  chartVersion: version,
  serverVersion: version,
};

/** What is wrong with a word, undefined where nothing is. */
export const checkWord = (key: WordKey, word: string): string | undefined => CHECKS[key](word);
