import type { LintFormat } from './format.ts';

export type { LintFormat };

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
