import { afterAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { FIXING_RULES, type FixedValues, fixesOf, WRONG_VALUES } from '../unit/lint-fixes/fixable-values.ts';
import { HelmCharts } from './helm-charts.ts';

const charts = HelmCharts.open();
if (charts === undefined)
  console.warn(
    'NO CHARTS: fixes are not rendered (set PHASEGATE_CHARTS, and PHASEGATE_HELM3 or a helm on PATH)',
  );
afterAll(() => charts?.close());

interface Named {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string };
}

/** Every scalar of an object as one line, with its keys; the order of lists, such as args, is left out. */
function linesOf(value: unknown, path: string): readonly string[] {
  // What changes with every change of the configuration.
  if (path.includes('checksum/')) return [];
  if (Array.isArray(value)) return value.flatMap((item) => linesOf(item, `${path}[]`));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, item]) => linesOf(item, `${path}/${key}`));
  if (typeof value === 'string' && value.includes('\n'))
    return parseAllDocuments(value).flatMap((document) => linesOf(document.toJS(), `${path}|`));
  return [`${path} ${String(value)}`];
}

/** What helm renders, line by line; its error where it refuses the values. */
function rendered(version: string, values: string): readonly string[] {
  try {
    return parseAllDocuments(charts?.renderText(version, values) ?? '').flatMap((document) => {
      const object = document.toJS() as Named | null;
      return object === null ? [] : linesOf(object, `${object.kind} ${object.metadata?.name}`);
    });
  } catch (error) {
    return [`helm: ${String((error as { stderr?: unknown }).stderr)}`];
  }
}

/** The lines of one side that the other does not have. */
function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others];
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

const unquoted = (text: string): string => text.replace(/^(["'])(.*)\1$/, '$2');

/** Whether a line is another one with the old text replaced by the new one. */
const isReplaced = (line: string, by: string, { replaced }: FixedValues): boolean =>
  replaced.some(([quotedOld, quotedFresh]) => {
    const [old, fresh] = [unquoted(quotedOld), unquoted(quotedFresh)];
    return line.split(old).some((_, at, parts) => {
      const once = at > 0 && `${parts.slice(0, at).join(old)}${fresh}${parts.slice(at).join(old)}`;
      return once === by || parts.join(fresh) === by;
    });
  });

/**
 * Whether a line is of a flag that a fix takes out: the chart does not write what is the server's default, and leaves its
 * own flag to one of extraArgs that is spelt like it.
 */
const isGoneFlag = (line: string, { replaced }: FixedValues): boolean =>
  replaced.some(
    ([old, fresh]) => line.endsWith(`=${unquoted(old)}`) || line.includes(`[] -${unquoted(fresh)}=`),
  );

/** Whether a line has, in place of what a number is written as, another spelling of what YAML reads there. */
const isRespelt = (line: string, by: string, { replaced }: FixedValues): boolean =>
  replaced.some(([old, fresh]) => {
    const at = by.lastIndexOf(unquoted(fresh));
    const [head, tail] = [by.slice(0, at), by.slice(at + unquoted(fresh).length)];
    const spelt = line.slice(at, line.length - tail.length);
    return at >= 0 && line === `${head}${spelt}${tail}` && Number(spelt) === parse(old, { version: '1.1' });
  });

/** Quotes a number, so that it arrives as it is written instead of as Helm prints it. */
const RESPELLS = 'pyroscope/number-arrives-changed';

/** Those that write a value as Helm reads it already. */
const RENDER_THE_SAME: readonly string[] = ['pyroscope/toggle-not-boolean', 'yaml-1.1-boolean'];

/** Lines that a fix changed, and that hold nothing of what it is about. */
function unexplained(version: string, fix: FixedValues): readonly string[] {
  const [before, after] = [rendered(version, fix.before), rendered(version, fix.after)];
  const [gone, come] = [without(before, after), without(after, before)];
  if (RENDER_THE_SAME.includes(fix.ruleId)) return [...gone, ...come];
  const isWanted = (line: string, by: string): boolean =>
    fix.ruleId === RESPELLS ? isRespelt(line, by, fix) : isReplaced(line, by, fix);
  const isExplained = (line: string): boolean =>
    come.some((by) => isWanted(line, by)) || isGoneFlag(line, fix);
  return [
    ...gone.filter((line) => !isExplained(line)).map((line) => `- ${line}`),
    ...come.filter((by) => !gone.some((line) => isWanted(line, by))).map((line) => `+ ${line}`),
  ];
}

const values = [...new Set(WRONG_VALUES.map(([text]) => text))];

describe.skipIf(charts === undefined)('what helm renders before and after a fix', () => {
  const seen = new Set<string>();

  it.each(charts?.versions ?? [])(
    'differs in what the finding is about alone, chart %s',
    { timeout: 600_000 },
    async (version) => {
      for (const text of values) {
        for (const fix of await fixesOf(text, version)) {
          seen.add(fix.ruleId);
          expect(unexplained(version, fix), `${fix.ruleId}: ${fix.before} -> ${fix.after}`).toEqual([]);
        }
      }
    },
  );

  it('was compared for every rule that has fixes', () => {
    expect([...seen].toSorted()).toEqual(FIXING_RULES);
  });
});
