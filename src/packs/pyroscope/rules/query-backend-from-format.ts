import { likely, type Place, type Reading, sure } from '../../../pack.ts';
import { knowsAuto } from '../facts/flags.ts';
import { momentOf, sameMoment, timesOfReaders } from '../query-backend-from.ts';
import type { PyroscopeRule, PyroscopeState } from '../read/facts.ts';
import { migrating, oneBinary, PHASE_FLAGS_2, V1, V2 } from './examples.ts';

const from = (text: string): string => migrating(`queryBackendFrom: ${text}`);
const AT = 'architecture.storage.migration.queryBackendFrom';

const rendered = (time: string): string =>
  oneBinary('2.2.1', { args: [...PHASE_FLAGS_2.dual, `-enable-query-backend-from=${time}`] });
const configured = (time: string): string =>
  oneBinary(
    '2.2.1',
    { args: PHASE_FLAGS_2.dual },
    { config: `limits:\n  enable_query_backend_from: ${time}\n` },
  );

/** What to write: the same moment where it is plain, else one for a time that only lacks its zone. */
function fixFor(text: string, fixed: string | undefined): string {
  if (fixed !== undefined) return `write "${fixed}"`;
  const asUtc = sameMoment(`${text.trim()}Z`);
  const example =
    asUtc === undefined ? 'such as "2026-11-01T00:00:00Z"' : `"${asUtc}" if that is meant as UTC`;
  return `write an RFC 3339 time with its zone, ${example}`;
}

/**
 * The times that servers get: in dual every one, in the other phases those that the chart does not hold back. A server reads
 * the flag whatever its phase.
 */
const timesThatServersRead = (now: PyroscopeState): readonly Reading[] =>
  likely(now.phase) === 'dual'
    ? timesOfReaders(now)
    : now
        .setting('queryBackendFrom')
        .filter(({ tenant, by, place }) => tenant === undefined && by !== 'default' && !isOfMigration(place));

const isOfMigration = (place: Place | undefined): boolean =>
  place?.in === 'values' && place.path[0] === 'architecture';

/** Audit C13. */
export const queryBackendFromFormat: PyroscopeRule = {
  id: 'query-backend-from-format',
  severity: 'error',
  summary: 'queryBackendFrom is not a time that the server can read',
  why: 'The server exits at start: failed to parse time.',
  details: `In dual the time goes to the server as \`-enable-query-backend-from\`. Server 1.21.0 takes \`auto\`, RFC 3339 with a zone
(\`2026-11-01T00:00:00Z\`, \`2026-11-01T00:00:00+01:00\`), a day (\`2026-11-01\`), a day with hour and minute
(\`2026-11-01T00:00\`, read as UTC) and \`0\`. It exits on everything else with \`failed to parse time\`: a blank in place of
the T (seen on 2.2.1, too), seconds without a zone, seconds since 1970, \`now\`, \`AUTO\`. It reads the flag and the key
\`limits.enable_query_backend_from\` in every phase, so a time in \`extraArgs\` or \`structuredConfig\` ends it in v1 and v2, too.`,
  audit: ['C13'],
  sources: ['servers 1.21.0 and 2.2.1, started'],
  get good() {
    return [
      { values: from('auto') },
      { values: from('"2026-11-01T00:00:00Z"') },
      { values: from('2026-11-01') },
      { values: from('"2026-11-01T00:00:00.5+01:00"') },
      { values: from(`"\${START_OF_V2}"`) },
      { values: 'architecture:\n  storage:\n    migration:\n      queryBackendFrom: yesterday\n' },
      { manifests: rendered('2026-11-01'), asked: { phase: 'dual' } },
      { manifests: rendered('2026-11-01T00:00:00Z'), asked: { phase: 'dual' } },
      { manifests: configured('2026-11-01'), asked: { phase: 'dual' } },
    ];
  },
  get bad() {
    return [
      { values: from('2025-01-01 00:00:00'), at: AT },
      { values: from('"2025-01-01T00:00:00"'), at: AT },
      { values: from('"2025-01-01 00:00:00Z"'), at: AT, after: from('"2025-01-01T00:00:00Z"') },
      { chart: '1.21.0', values: from('AUTO'), at: AT, after: from('auto') },
      {
        values:
          'architecture:\n  storage:\n    v1: true\n    v2: true\npyroscope:\n  extraArgs:\n    enable-query-backend-from: 1735689600\n',
        at: 'pyroscope.extraArgs.enable-query-backend-from',
      },
      {
        values: `${V2}pyroscope:\n  extraArgs:\n    enable-query-backend-from: foo\n`,
        at: 'pyroscope.extraArgs.enable-query-backend-from',
      },
      {
        chart: '1.21.0',
        values: `${V1}pyroscope:\n  structuredConfig:\n    limits:\n      enable_query_backend_from: foo\n`,
        at: 'pyroscope.structuredConfig.limits.enable_query_backend_from',
      },
      { manifests: rendered('now'), asked: { phase: 'dual' }, at: '-enable-query-backend-from=now' },
      { manifests: configured('now'), asked: { phase: 'dual' } },
      {
        manifests: oneBinary('2.2.1', { args: PHASE_FLAGS_2.dual }),
        asked: { phase: 'dual', queryBackendFrom: 'yesterday' },
        at: 'name: pyroscope',
      },
    ];
  },
  judge({ now }, report) {
    const odd = timesThatServersRead(now).filter((time) => {
      const text = sure(time);
      return text !== undefined && text !== 'auto' && momentOf(text) === undefined;
    });
    for (const time of now.readFrom === 'values' ? odd : odd.slice(0, 1)) {
      const text = sure(time) ?? '';
      const same = sameMoment(text);
      const isTaken = same !== 'auto' || knowsAuto(sure(time.component.server) ?? '2.0.0');
      const fixed = isTaken ? same : undefined;
      report({
        at: [time, time.component.object],
        what: `queryBackendFrom ${JSON.stringify(text)} is not a time that the server can read`,
        fix: likely(now.phase) === 'dual' ? fixFor(text, fixed) : 'remove it: only dual needs it',
        fixValues:
          fixed !== undefined && isOfMigration(time.place) ? (edit) => edit.replace(time, fixed) : undefined,
      });
    }
  },
};
