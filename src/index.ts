/** The library: everything the command line does, callable. */

export type { Io } from './cli/io.ts';
export { runWith } from './cli/main.ts';
export { splitDocuments } from './manifest/documents.ts';
export { PACKS } from './packs/index.ts';
export { pyroscope } from './packs/pyroscope/index.ts';
export type { Finding, Message, Rule, Severity } from './phase/finding.ts';
export type { Choices, Pack, PackInput, ReleaseOutcome, StatedIntent } from './phase/pack.ts';
export {
  type RenderedStream,
  type RenderProblem,
  type RenderRequest,
  renderStream,
} from './render/render-stream.ts';
export { unifiedDiff } from './report/unified-diff.ts';
