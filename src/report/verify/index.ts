import type { Paint } from '../finding-text.ts';
import type { VerifyReport } from './verify-report.ts';

export type VerifyFormat = (report: VerifyReport, paint: Paint) => string;

/** The formats of `phasegate verify` by name, each loaded when it is asked for. */
export const VERIFY_FORMATS = {
  text: async () => (await import('./text.ts')).verifyText,
  json: async () => (await import('./json.ts')).verifyJson,
  junit: async () => (await import('./junit.ts')).verifyJunit,
  markdown: async () => (await import('./markdown.ts')).verifyMarkdown,
} as const satisfies Readonly<Record<string, () => Promise<VerifyFormat>>>;

export type VerifyFormatName = keyof typeof VERIFY_FORMATS;
