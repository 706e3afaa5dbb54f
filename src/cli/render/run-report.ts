import { RENDER_PACKS } from '../../packs/index.ts';
import { redactLine } from '../../redaction.ts';
import type { RenderedStream } from '../../render/render-stream.ts';
import { describeFinding } from '../../report/describe-findings.ts';
import type { ReportedFinding, ReportedRelease, RunReport } from '../../report/run-report.ts';
import type { Finding, Severity } from '../../step/finding.ts';
import type { ReleaseOutcome } from '../../step/pack.ts';
import { VERSION } from '../../version.ts';
import { type Ending, exitCodeOf } from '../exit-code.ts';
import { GATE_RULES } from './gate-rules.ts';
import type { RunOptions } from './options.ts';

const RULES = [...RENDER_PACKS.flatMap((pack) => pack.rules), ...GATE_RULES];

const refuses = (finding: Finding, strict: boolean): boolean =>
  finding.severity === 'refusal' || (strict && finding.severity === 'warning');

function outcomeOf(rendered: RenderedStream, options: RunOptions): RunReport['outcome'] {
  const { mode, strict } = options;
  const refused = rendered.releases.some(({ findings }) => findings.some((one) => refuses(one, strict)));
  if (refused || (rendered.releases.length === 0 && options.requireMatch))
    return mode === 'warn' ? 'would refuse' : 'refused';
  const changed = rendered.documents.some(({ text }, index) => rendered.texts[index] !== text);
  if (!changed) return 'unchanged';
  return mode === 'enforce' ? 'changed' : 'would change';
}

/** How the run that a report tells of ends. */
export const endingOf = ({ outcome, mode }: Pick<RunReport, 'outcome' | 'mode'>): Ending =>
  outcome === 'refused' || (mode === 'check' && outcome === 'would change') ? 'refused' : 'done';

/** The same few flags are set on every component: each text is looked through once. */
const redacted = new Map<string, string>();

function redactOnce(text: string): string {
  const shown = redacted.get(text) ?? redactLine(text);
  redacted.set(text, shown);
  return shown;
}

const RANK: Record<Severity, number> = { refusal: 0, correction: 1, warning: 2, note: 3 };

/** Under --strict a warning is a refusal, and says so. */
function describe(finding: Finding, rendered: RenderedStream, strict: boolean): ReportedFinding {
  const described = describeFinding(finding, RULES, rendered.documents);
  if (finding.severity !== 'warning' || !strict) return described;
  return {
    ...described,
    severity: 'refusal',
    what: `${described.what} (a warning; --strict refuses)`,
  };
}

const byRankAndPlace = (a: ReportedFinding, b: ReportedFinding): number =>
  RANK[a.severity] - RANK[b.severity] || (a.line ?? 0) - (b.line ?? 0);

function reportRelease(
  release: ReleaseOutcome,
  rendered: RenderedStream,
  { strict, gate }: RunOptions,
): ReportedRelease {
  const findings = release.findings
    .map((finding) => describe(finding, rendered, strict))
    .sort(byRankAndPlace);
  const edits = release.edits.map((edit) => ({
    ...edit,
    what: redactOnce(edit.what),
    ...(edit.before === undefined ? {} : { before: redactOnce(edit.before) }),
  }));
  return { ...release, decisions: [...release.decisions, ...gate.decisions], findings, edits };
}

/** Turns what the packs found into the report of the run, exit code included. */
export function buildRunReport(rendered: RenderedStream, options: RunOptions, now: Date): RunReport {
  const outcome = outcomeOf(rendered, options);
  const changed = rendered.documents.filter(({ index, text }) => rendered.texts[index] !== text);
  const dropped = changed.filter(({ index }) => rendered.texts[index] === '').length;
  return {
    tool: 'phasegate',
    version: VERSION,
    time: now.toISOString(),
    mode: options.mode,
    outcome,
    exitCode: exitCodeOf(endingOf({ outcome, mode: options.mode })),
    releases: rendered.releases.map((release) => reportRelease(release, rendered, options)),
    summary: { documents: rendered.documents.length, dropped, edited: changed.length - dropped },
  };
}
