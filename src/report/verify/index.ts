import type { Page } from '../blocks.ts';
import type { Paint } from '../finding-text.ts';
import type { VerifyReport } from './verify-report.ts';

/** A report of verify as one text. Only `text` has colours; the others take no notice of `paint`. */
export type VerifyFormat = (report: VerifyReport, paint: Paint) => string;

async function paged(printer: Promise<(page: Page, paint: Paint) => string>): Promise<VerifyFormat> {
  const [{ verifyPage }, print] = await Promise.all([import('./verify-page.ts'), printer]);
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
