import { counted } from '../english.ts';
import type { LintFinding } from '../lint/lint-result.ts';
import type { Decision } from '../release/intent.ts';
import { type Block, type FindingItem, releaseTitle, SEVERITY_TONES, type Section } from './blocks.ts';
import { ruleLabel } from './lint/describe.ts';
import { markdown } from './markdown.ts';
import type { ReportedRelease, RunReport } from './run-report.ts';

function findingItem(finding: LintFinding): FindingItem {
  const { severity, outcome, what, why, remedy } = finding;
  const isDone = outcome === 'corrected' || outcome === 'accepted' || outcome === 'silenced';
  return {
    tone: isDone ? 'none' : SEVERITY_TONES[severity],
    label: outcome === undefined || outcome === 'said' ? severity : outcome,
    what,
    id: ruleLabel(finding),
    why,
    remedy,
  };
}

const decisionItem = ({ about, value, source }: Decision) => ({
  label: about,
  text: `${value}, from ${source}`,
});

/** What is told of a run that found no release. */
function ofStream({ decisions = [], findings = [] }: RunReport): readonly Block[] {
  const list: Block = { kind: 'list', items: decisions.map(decisionItem) };
  const found: Block = { kind: 'findings', items: findings.map(findingItem) };
  return [...(decisions.length > 0 ? [list] : []), ...(findings.length > 0 ? [found] : [])];
}

function releaseSection(release: ReportedRelease): Section {
  const dropped = release.edits.filter(({ action }) => action === 'drop').length;
  const changes = `${counted(dropped, 'object')} dropped, ${counted(release.edits.length - dropped, 'edit')}`;
  return {
    kind: 'section',
    id: release.name,
    title: `${releaseTitle(release)}: ${release.from} → ${release.to}`,
    blocks: [
      { kind: 'list', items: [...release.decisions.map(decisionItem), { text: changes }] },
      ...(release.findings.length === 0
        ? []
        : [{ kind: 'findings', items: release.findings.map(findingItem) } as const]),
    ],
  };
}

/** A run of render as Markdown, for $GITHUB_STEP_SUMMARY. */
export function reportMarkdown(report: RunReport): string {
  const { outcome, releases, version } = report;
  const head = { line: `phasegate: ${outcome}`, maker: 'phasegate render', name: '', place: '', facts: [] };
  return markdown({ head, blocks: [...ofStream(report), ...releases.map(releaseSection)], version });
}
