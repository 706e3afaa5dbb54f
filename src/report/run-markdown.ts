import { counted } from '../english.ts';
import type { LintFinding } from '../lint/lint-result.ts';
import { type FindingItem, releaseTitle, SEVERITY_TONES, type Section } from './blocks.ts';
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

function releaseSection(release: ReportedRelease): Section {
  const dropped = release.edits.filter(({ action }) => action === 'drop').length;
  const changes = `${counted(dropped, 'object')} dropped, ${counted(release.edits.length - dropped, 'edit')}`;
  const decisions = release.decisions.map(({ about, value, source }) => ({
    label: about,
    text: `${value}, from ${source}`,
  }));
  return {
    kind: 'section',
    id: release.name,
    title: `${releaseTitle(release)}: ${release.from} → ${release.to}`,
    blocks: [
      { kind: 'list', items: [...decisions, { text: changes }] },
      ...(release.findings.length === 0
        ? []
        : [{ kind: 'findings', items: release.findings.map(findingItem) } as const]),
    ],
  };
}

/** A run of render as Markdown, for $GITHUB_STEP_SUMMARY. */
export function reportMarkdown({ outcome, releases, version }: RunReport): string {
  const head = { line: `phasegate: ${outcome}`, maker: 'phasegate render', name: '', place: '', facts: [] };
  return markdown({ head, blocks: releases.map(releaseSection), version });
}
