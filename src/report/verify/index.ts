import { byProblem, type CheckResult } from '../../checks/check.ts';
import { counted } from '../../english.ts';
import { TIMES_ARE_UTC, utcTime } from '../../times.ts';
import { type Block, type CheckItem, type Page, releaseTitle, type VerdictBlock } from '../blocks.ts';
import type { Paint } from '../finding-text.ts';
import { soakProgress } from '../soak-progress.ts';
import type { VerifyReport } from './verify-report.ts';

/** A report of verify as one text. Only `text` has colours; the others take no notice of `paint`. */
export type VerifyFormat = (report: VerifyReport, paint: Paint) => string;

async function paged(printer: Promise<(page: Page, paint: Paint) => string>): Promise<VerifyFormat> {
  const print = await printer;
  return (report, paint) => print(verifyPage(report), paint);
}

/** For programs; schemas/verify-report.schema.json describes it. */
const json = (report: VerifyReport): string => `${JSON.stringify(report, null, 2)}\n`;

/** The formats of `phasegate verify` by name, each loaded when it is asked for. */
export const VERIFY_FORMATS = {
  text: () => paged(import('../text.ts').then(({ pageText: text }) => text)),
  json: async () => json,
  junit: async () => (await import('./junit.ts')).verifyJunit,
  markdown: () => paged(import('../markdown.ts').then(({ markdown }) => markdown)),
  html: () => paged(import('../html.ts').then(({ html }) => html)),
} as const satisfies Readonly<Record<string, () => Promise<VerifyFormat>>>;

export type VerifyFormatName = keyof typeof VERIFY_FORMATS;

function verdict({ phase, isGreen, checks }: VerifyReport): VerdictBlock {
  const skipped = checks.filter(({ status }) => status === 'skipped').length;
  const asked = checks.length - skipped;
  const green = checks.filter(({ status }) => status === 'ok').length;
  return {
    tone: isGreen ? 'good' : 'bad',
    text: `${phase} is ${isGreen ? 'verified' : 'not verified'}`,
    detail:
      asked === 0
        ? 'no check is about it'
        : `${green} of ${counted(asked, 'check')} ${asked === 1 ? 'is' : 'are'} green${skipped === 0 ? '' : `, ${skipped} skipped`}`,
  };
}

/** Checks that met the same problem, as one: it is told once. */
function inOne([first, ...others]: readonly [CheckResult, ...CheckResult[]]): CheckItem {
  if (others.length === 0) return first;
  const titles = [first, ...others].map(({ title }) => title);
  const { id: _, ...common } = first;
  return {
    ...common,
    title: `${counted(titles.length, 'check')} could not be asked`,
    expected: 'an answer',
    why: `without it nobody knows: ${titles.join('; ')}`,
  };
}

/** The checks, then the soak where the phase needs one. */
export function verifyPage(report: VerifyReport): Page {
  const { release, phase, phaseSource, chart, revision, checks, soak, time, version } = report;
  const context = release.kubeContext === undefined ? [] : [`context ${release.kubeContext}`];
  const facts = [`phase ${phase} (from ${phaseSource})`, `chart ${chart}`, `revision ${revision}`];
  const asked: Block[] = checks.length === 0 ? [] : [{ kind: 'checks', items: byProblem(checks).map(inOne) }];
  return {
    head: {
      line: `${releaseTitle(release)}: ${facts.join(', ')}`,
      maker: 'phasegate verify',
      name: release.name,
      place: release.namespace,
      facts: [...facts, ...context, `asked ${utcTime(time)}`],
      verdict: verdict(report),
    },
    blocks: soak === undefined ? asked : [...asked, soakProgress(soak, time)],
    version,
    footer: `phasegate ${version}, asked ${utcTime(time)}. ${TIMES_ARE_UTC}`,
  };
}
