import { counted } from '../english.ts';
import { type FindingItem, releaseTitle, type Section } from './blocks.ts';
import { markdown } from './markdown.ts';
import type { ReportedFinding, ReportedRelease, RunReport } from './run-report.ts';

const TONES = { refusal: 'bad', warning: 'warn', correction: 'none', note: 'none' } as const;

const findingItem = ({ severity, auditId, ruleId, what, why, remedy }: ReportedFinding): FindingItem => ({
  tone: TONES[severity],
  label: severity,
  what,
  id: auditId === undefined ? ruleId : `${auditId} ${ruleId}`,
  why,
  remedy,
});

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
