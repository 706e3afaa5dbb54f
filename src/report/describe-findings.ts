import type { StreamDocument } from '../manifest/documents.ts';
import { placeOf } from '../manifest/place.ts';
import type { Finding, Rule } from '../phase/finding.ts';
import { redactDocument } from '../redaction.ts';
import type { ReportedFinding } from './run-report.ts';

const lineBreaksIn = (text: string): number => text.split('\n').length - 1;

function placeInStream(documents: readonly StreamDocument[], where: NonNullable<Finding['where']>) {
  const document = documents[where.document];
  if (document === undefined) return {};
  const above = documents.slice(0, where.document).reduce((sum, { text }) => sum + lineBreaksIn(text), 0);
  const { line, column } = placeOf(document.text, where.offset);
  const source = redactDocument(document.text).split(/\r?\n/)[line - 1] ?? '';
  return { line: above + line, column, source };
}

/** Gives a finding its text, from its rule, and its place in the stream. The one place where messages are made. */
export function describeFinding(
  finding: Finding,
  rules: readonly Rule[],
  documents: readonly StreamDocument[],
): ReportedFinding {
  const { ruleId, severity, args, where } = finding;
  const named = rules.filter((one) => one.id === ruleId);
  const rule = named.find((one) => one.severity === severity) ?? (finding.message && named[0]);
  if (rule === undefined) throw new Error(`no rule ${ruleId} of severity ${severity}`);
  const message = finding.message ?? rule.message(args);
  const auditId = rule.auditId === undefined ? {} : { auditId: rule.auditId };
  return { ruleId, ...auditId, severity, ...message, ...(where && placeInStream(documents, where)) };
}
