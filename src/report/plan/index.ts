import type { PlanFormat } from './format.ts';

export type { PlanFormat };

/** The formats of `phasegate plan` by name. Each is loaded when it is asked for. */
export const PLAN_FORMATS = {
  text: async () => (await import('./text.ts')).text,
  json: async () => (await import('./json.ts')).json,
  markdown: async () => (await import('./markdown.ts')).markdown,
  html: async () => (await import('./html.ts')).html,
} as const satisfies Readonly<Record<string, () => Promise<PlanFormat>>>;

export type PlanFormatName = keyof typeof PLAN_FORMATS;
