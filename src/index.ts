/** The library: everything the command line does, callable. */

import { loadLibrary } from './yaml/library.ts';

export type { Io } from './cli/io.ts';
export { runWith } from './cli/main.ts';
export { documentedChecks, documentedRules } from './cli/rules/command.ts';
export { discoverValues } from './discover/discover-values.ts';
export type { Discovery, FileSystem, FoundValues } from './discover/found-values.ts';
export { applyFixes } from './lint/apply-fixes.ts';
export { checkValues, type ValuesToCheck } from './lint/check-values.ts';
export type { Fix, LintSeverity, Message, Report, TextEdit, ValuePath } from './lint/finding.ts';
export type { LintFinding, LintResult } from './lint/lint-result.ts';
export { DEFAULT_SETTINGS, type RuleSettings } from './lint/rule-names.ts';
export type { Example, Finding, Pack, Rule, RuleDescription } from './pack.ts';
export { RELEASE_PACKS as PACKS } from './packs/index.ts';
export { type ChartPack, defaultsOf, hasChart, schemaProblems } from './release/chart-values.ts';
export { type ReleaseInput, type ReleaseValues, releaseValues } from './release/from-values.ts';
export type { Choices, ReleaseOutcome, StatedIntent } from './release/intent.ts';
export {
  type RenderedStream,
  type RenderProblem,
  type RenderRequest,
  renderStream,
} from './render/render-stream.ts';
export { wrongExamples } from './render/wrong-examples.ts';
export { LINT_FORMATS, type LintFormat } from './report/lint/index.ts';
export { pageOf, rulePage, rulesAsMarkdown } from './report/lint/rule-docs.ts';
export { unifiedDiff } from './report/unified-diff.ts';
export { checkSection } from './report/verify/check-docs.ts';
export { resolveUserValues, resolveWrittenValues } from './values/resolve.ts';
export { describeOrigin, type Origin, type ValueNode } from './values/tree.ts';
export { splitDocuments } from './yaml/documents.ts';

// What is exported reads values at once, not after a promise.
await loadLibrary();
