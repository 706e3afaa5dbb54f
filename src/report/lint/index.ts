import type { LintResult } from '../../lint/lint-result.ts';
import type { Paint } from '../finding-text.ts';

/**
 * A run of the linter as one text, ready to be written. Only `text` has colours; the others are read by programs and
 * take no notice of `paint`.
 */
export type LintFormat = (result: LintResult, paint: Paint) => string;

/** The formats of `phasegate lint` by name. Each is loaded when it is asked for: a terminal needs no XML library. */
export const LINT_FORMATS = {
  text: async () => (await import('./text.ts')).text,
  json: async () => (await import('./json.ts')).json,
  sarif: async () => (await import('./sarif.ts')).sarif,
  junit: async () => (await import('./junit.ts')).junit,
  github: async () => (await import('./github.ts')).github,
  gitlab: async () => (await import('./gitlab.ts')).gitlab,
} as const satisfies Readonly<Record<string, () => Promise<LintFormat>>>;

export type LintFormatName = keyof typeof LINT_FORMATS;
