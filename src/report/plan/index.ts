import type { Page } from '../blocks.ts';
import type { Paint } from '../finding-text.ts';
import { LINT_FORMATS, type LintFormat, type LintFormatName } from '../lint/index.ts';
import type { PlanReport } from './plan-report.ts';

/** A plan as one text, ready to be written. Only `text` has colours; the others take no notice of `paint`. */
export type PlanFormat = (report: PlanReport, paint: Paint) => string;

async function paged(printer: Promise<(page: Page, paint: Paint) => string>): Promise<PlanFormat> {
  const [{ planPage }, print] = await Promise.all([import('./plan-page.ts'), printer]);
  return (report, paint) => print(planPage(report), paint);
}

/** What a plan found, as the linter's formats write it. */
async function listed(name: Exclude<LintFormatName, 'text' | 'json'>): Promise<PlanFormat> {
  const [{ planResult }, print] = await Promise.all([import('./plan-report.ts'), LINT_FORMATS[name]()]);
  return (report, paint) => (print as LintFormat)(planResult(report), paint);
}

/** The formats of `phasegate plan` by name. Each is loaded when it is asked for. */
export const PLAN_FORMATS = {
  text: () => paged(import('../text.ts').then(({ pageText: text }) => text)),
  json: async () => (await import('./json.ts')).planJson,
  markdown: () => paged(import('../markdown.ts').then(({ markdown }) => markdown)),
  html: () => paged(import('../html.ts').then(({ html }) => html)),
  sarif: () => listed('sarif'),
  junit: () => listed('junit'),
  github: () => listed('github'),
  gitlab: () => listed('gitlab'),
} as const satisfies Readonly<Record<string, () => Promise<PlanFormat>>>;
