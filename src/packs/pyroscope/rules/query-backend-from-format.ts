import { replaceValue } from '../../../lint/fixes.ts';
import { knowsAuto } from '../facts/flags.ts';
import type { ComponentValues } from '../values/component-values.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import type { PyroscopeRule } from './rule.ts';
import { dualReaders, QUERY_BACKEND_FROM_PATH, queryBackendFrom } from './shared/dual-readers.ts';
import { once } from './shared/once.ts';
import { momentOf, sameMoment } from './shared/query-backend-time.ts';

const from = (text: string): string =>
  `architecture:\n  storage:\n    v1: true\n    v2: true\n    migration:\n      queryBackendFrom: ${text}\n`;
const AT = QUERY_BACKEND_FROM_PATH.join('.');

/** What to write: the same moment where it is plain, else one for a time that only lacks its zone. */
function remedyFor(text: string, mended: string | undefined): string {
  if (mended !== undefined) return `write "${mended}"`;
  const asUtc = sameMoment(`${text.trim()}Z`);
  const example =
    asUtc === undefined ? 'such as "2026-11-01T00:00:00Z"' : `"${asUtc}" if that is meant as UTC`;
  return `write an RFC 3339 time with its zone, ${example}`;
}

function report(values: PyroscopeValues, reader: ComponentValues) {
  const found = queryBackendFrom(values, reader);
  if (found === undefined || found.text === 'auto' || momentOf(found.text) !== undefined) return [];
  const { text, at } = found;
  const mended = sameMoment(text);
  const usable = mended === 'auto' && !knowsAuto(reader.server) ? undefined : mended;
  const path = reader.extraArgs.has('enable-query-backend-from') ? undefined : QUERY_BACKEND_FROM_PATH;
  const fix = usable !== undefined && path && 'kind' in at ? replaceValue(at, path, `"${usable}"`) : {};
  return [{ at, args: { text, remedy: remedyFor(text, usable) }, ...fix }];
}

export const queryBackendFromFormat: PyroscopeRule = {
  id: 'query-backend-from-format',
  severity: 'error',
  summary: 'queryBackendFrom is no time that the server can read',
  why: `In dual the time goes to the server as \`-enable-query-backend-from\`. Server 1.21.0 takes \`auto\`, RFC 3339 with a zone
(\`2026-11-01T00:00:00Z\`, \`2026-11-01T00:00:00+01:00\`), a day (\`2026-11-01\`), a day with hour and minute
(\`2026-11-01T00:00\`, read as UTC) and \`0\`. It exits on everything else, with \`failed to parse time\`: a blank in place of
the T (seen on 2.2.1, too), seconds without a zone, seconds since 1970, \`now\`, \`AUTO\`.`,
  audit: ['C13'],
  since: '0.2.0',
  sources: ['servers 1.21.0 and 2.2.1, started'],
  valid: [
    { values: from('auto') },
    { values: from('"2026-11-01T00:00:00Z"') },
    { values: from('2026-11-01') },
    { values: from('"2026-11-01T00:00:00.5+01:00"') },
    { values: from(`"\${START_OF_V2}"`) },
    { values: 'architecture:\n  storage:\n    migration:\n      queryBackendFrom: yesterday\n' },
  ],
  invalid: [
    { values: from('2025-01-01 00:00:00'), at: AT },
    { values: from('"2025-01-01T00:00:00"'), at: AT },
    { values: from('"2025-01-01 00:00:00Z"'), at: AT, fixed: from('"2025-01-01T00:00:00Z"') },
    { chart: '1.21.0', values: from('AUTO'), at: AT, fixed: from('"auto"') },
    {
      values:
        'architecture:\n  storage:\n    v1: true\n    v2: true\npyroscope:\n  extraArgs:\n    enable-query-backend-from: 1735689600\n',
      at: 'pyroscope.extraArgs.enable-query-backend-from',
    },
  ],
  message: ({ text, remedy }) => ({
    what: `queryBackendFrom ${JSON.stringify(text)} is no time that the server can read`,
    why: 'the server exits at start: failed to parse time',
    remedy: String(remedy),
  }),
  check: (values) => once(dualReaders(values).flatMap((reader) => report(values, reader))),
};
