import type { PyroscopeRule } from '../rule.ts';

type Title = Pick<PyroscopeRule, 'id' | 'summary' | 'severity' | 'why'>;

/** What the argument is called that says which part a report is of. */
const PART = 'part';

const partOf = (parts: readonly PyroscopeRule[], part: unknown): PyroscopeRule | undefined =>
  parts.find(({ id }) => id === part);

/**
 * Several checks that users know as one rule. Each part keeps its own messages and examples; its id tells the reports
 * apart and is shown nowhere.
 */
export function joinedRule(title: Title, parts: readonly PyroscopeRule[]): PyroscopeRule {
  return {
    ...title,
    why: [title.why, ...parts.map(({ why }) => why)].join('\n\n'),
    audit: parts.flatMap(({ audit = [] }) => audit),
    since: '0.2.0',
    sources: [...new Set(parts.flatMap(({ sources }) => sources))],
    valid: parts.flatMap(({ valid }) => valid),
    invalid: parts.flatMap(({ invalid }) => invalid),
    message: (args) =>
      partOf(parts, args[PART])?.message(args) ?? { what: title.summary, why: title.why, remedy: '' },
    check: (values, options) =>
      parts.flatMap(({ id, severity, check }) =>
        check(values, options).map((report) => ({
          severity,
          ...report,
          args: { ...report.args, [PART]: id },
        })),
      ),
  };
}
