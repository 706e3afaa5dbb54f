import { EarlyExit } from '../../early-exit.ts';
import type { LintFinding, RuleInfo } from '../../lint/lint-result.ts';
import type { ManifestStream } from '../../manifest/manifest-stream.ts';
import type { Pack } from '../../pack.ts';
import { redactDocument } from '../../redaction.ts';
import {
  holdsHooksAlone,
  type RenderedStream,
  type RenderProblem,
  renderStream,
} from '../../render/render-stream.ts';
import { EXPLAIN_HINT, findingText, PLAIN } from '../../report/finding-text.ts';
import { RUN_FORMATS, type RunReport } from '../../report/run-report.ts';
import { reportText } from '../../report/run-text.ts';
import { reportFolder, storeReport } from '../../report/state-folder.ts';
import type { StreamDocument } from '../../yaml/documents.ts';
import type { SyntaxProblem } from '../../yaml/read.ts';
import { type Ending, exitOn, orExit } from '../exit-code.ts';
import type { Command } from '../io.ts';
import { appendToFile, paintFor, printPieces, writeFile } from '../outputs.ts';
import { pathsFor, placedBy } from '../repository-paths.ts';
import { readRenderFlags } from './flags.ts';
import { notCompared, withoutEntry, withoutRelease } from './match.ts';
import { type RenderRun, type ReportFile, startRender } from './options.ts';
import { readStream } from './read-stream.ts';
import { buildRunReport, endingOf } from './run-report.ts';

/** A broken document as a message with its place in the stream, the line (secrets hidden) and a caret. */
function brokenText(
  document: StreamDocument,
  { line: at, column, reason }: SyntaxProblem,
  stream: ManifestStream,
): string {
  const line = stream.linesAbove(document) + at;
  const text = redactDocument(document.text).split(/\r?\n/)[at - 1] ?? '';
  return findingText(
    {
      place: `<stdin>:${line}:${column}`,
      label: 'error',
      what: `cannot read this document of the release: ${reason}`,
      id: 'syntax',
      source: { text, line, column },
      why: 'a release is changed as a whole or not at all',
      remedy: 'fix the template or value that renders this line; nothing was written',
    },
    PLAIN,
  );
}

function problemText(problem: RenderProblem, stream: ManifestStream): string {
  if (problem.kind === 'intent') return problem.message;
  return `${brokenText(problem.document, problem.problem, stream)}\n${EXPLAIN_HINT}`;
}

/** Readable by its owner alone. */
const AS_REPORT = { mode: 0o600, consequence: 'nothing was rendered' };

/** Rules are loaded only for the formats that carry them along. */
const ruleInfos = (packs: readonly Pack[]) => async (): Promise<readonly RuleInfo[]> => {
  const { documentedRules } = await import('../rules/command.ts');
  const { ruleInfo } = await import('../../report/lint/rule-docs.ts');
  return documentedRules(packs).map(ruleInfo);
};

async function writeNamedReport(
  report: RunReport,
  { file, format }: ReportFile,
  { io, packs }: RenderRun,
): Promise<void> {
  const placed = placedBy(pathsFor(format, io));
  const { findings, releases } = report;
  const shown: RunReport = {
    ...report,
    releases: releases.map((release) => ({ ...release, findings: release.findings.map(placed) })),
    ...(findings && { findings: findings.map(placed) }),
  };
  writeFile(file, await RUN_FORMATS[format](shown, ruleInfos(packs)), io, AS_REPORT);
}

/** A report that the user named must be written, or nothing is; the kept one and the step summary are best effort. */
async function writeReports(report: RunReport, run: RenderRun): Promise<void> {
  const { options, flags, io, packs } = run;
  if (options.report !== undefined) await writeNamedReport(report, options.report, run);
  // A refusal is kept as well: Helm 4 shows nothing of it, and the last report would tell of another run.
  if (report.releases.length === 0 && report.findings === undefined) return;
  const json = await RUN_FORMATS.json(report, ruleInfos(packs));
  const stored = storeReport(reportFolder(io.env), json, report.time);
  if (!stored.ok && !flags.quiet) io.writeError(`phasegate: note: ${stored.error}\n`);
  await appendSummary(report, io);
}

async function appendSummary(report: RunReport, io: RenderRun['io']): Promise<void> {
  const file = io.env.GITHUB_STEP_SUMMARY;
  if (!file) return;
  const { reportMarkdown } = await import('../../report/run-markdown.ts');
  const reason = appendToFile(file, reportMarkdown(report), io);
  if (reason !== undefined)
    io.writeError(`phasegate: note: $GITHUB_STEP_SUMMARY cannot be written (${reason})\n`);
}

/** Where one is required, the report refuses. */
function noteWithoutRelease({ options, flags, io, packs }: RenderRun, rendered: RenderedStream): void {
  const { requiredBy, decisions } = options.match;
  const isEmpty = rendered.documents.length === 1 && rendered.documents[0]?.text === '';
  if (requiredBy.length > 0 || isEmpty || flags.quiet) return;
  const allowed = decisions.map(({ source }) => ` (allowed by ${source})`).join('');
  io.writeError(`phasegate: note: ${withoutRelease(packs, rendered)}; passed through unchanged${allowed}\n`);
}

function sayDecisions({ releases, decisions: ofStream = [] }: RunReport, io: RenderRun['io']): void {
  const ofReleases = releases.flatMap((release) => release.decisions);
  const decisions = [...ofStream, ...ofReleases];
  io.writeError(
    decisions.map(({ about, value, source }) => `phasegate: ${about}: ${value} (from ${source})\n`).join(''),
  );
}

async function say(report: RunReport, rendered: RenderedStream, run: RenderRun): Promise<void> {
  const { flags, io, options, config } = run;
  const warnings = [...options.gate.warnings, ...(config ? withoutEntry(config, report.releases) : [])];
  if (report.releases.length > 0 && !flags.quiet)
    for (const warning of warnings) io.writeError(`phasegate: warning: ${warning}\n`);
  const show = { quiet: flags.quiet, notes: flags.diff };
  io.writeError(reportText(report, show, await paintFor(io.colourOnStderr)));
  if (flags.debug) sayDecisions(report, io);
  if (flags.diff) {
    const { unifiedDiff } = await import('../../report/unified-diff.ts');
    io.writeError(unifiedDiff(rendered.stream, rendered.changed));
  }
  if (report.releases.length === 0) noteWithoutRelease(run, rendered);
}

const UNCHANGED: ReadonlyMap<number, string> = new Map();

/** What goes on to Helm: all of the stream, or nothing. */
function outputOf(report: RunReport, { stream, changed }: RenderedStream): Iterable<string | Buffer> {
  if (report.mode !== 'enforce') return stream.written(UNCHANGED);
  return endingOf(report) === 'done' ? stream.written(changed) : [''];
}

/** Findings as a terminal shows them: reports have the long ones in full. */
function inBrief(rendered: RenderedStream): RenderedStream {
  const { releases } = rendered;
  if (!releases.some(({ findings }) => findings.some(({ brief }) => brief !== undefined))) return rendered;
  return rendered.with({
    releases: releases.map((release) => ({
      ...release,
      findings: release.findings.map((one) => ({ ...one, ...one.brief })),
    })),
  });
}

/** What is loaded for it is loaded only where values are given. */
async function mistakesInValues(
  { releases }: RenderedStream,
  { given, packs, intentFor }: RenderRun,
): Promise<readonly (readonly LintFinding[])[]> {
  if (given === undefined) return [];
  const { mistakesInGiven } = await import('./given-values.ts');
  return Promise.all(
    releases.map((release) => {
      const pack = packs.find(({ name }) => name === release.pack);
      return pack ? mistakesInGiven(given, release, pack, orExit(intentFor(release))) : [];
    }),
  );
}

async function finish(rendered: RenderedStream, run: RenderRun): Promise<Ending> {
  const inValues = await mistakesInValues(rendered, run);
  const report = buildRunReport(rendered, run.options, run.packs, new Date(), inValues);
  await writeReports(report, run);
  const brief = inBrief(rendered);
  const told =
    brief === rendered
      ? report
      : buildRunReport(brief, run.options, run.packs, new Date(report.time), inValues);
  await say(told, rendered, run);
  return printPieces(outputOf(report, rendered), run.io, endingOf(report));
}

/** What asks the cluster is loaded only where a gate is asked for. */
async function gated(
  rendered: RenderedStream,
  { options, io, packs, intentFor }: RenderRun,
): Promise<RenderedStream> {
  if (options.gate.options === undefined) return rendered;
  const { passGate } = await import('./gate.ts');
  return passGate(rendered, { packs, intentFor, options: options.gate.options, io });
}

/** Reports and gate are about the run of the release itself, which Helm makes beside that of its hooks. */
function passHooks(stream: ManifestStream, { flags, io }: RenderRun): Ending {
  if (!flags.quiet)
    io.writeError('phasegate: note: the stream holds hooks alone; passed through unchanged\n');
  return printPieces(stream.written(UNCHANGED), io, 'done');
}

/** `phasegate render`: manifests in, manifests out. All of the stream is written, or none of it. */
export const render: Command = async (argv, io, packs) => {
  const run = await startRender(readRenderFlags(argv, packs), io, packs);
  const stream = readStream(io, packs);
  const rendered = await renderStream(stream, run);
  if (!rendered.ok) throw new EarlyExit(problemText(rendered.error, stream));
  if (await holdsHooksAlone(rendered.value.documents)) return passHooks(stream, run);
  if (run.peer) exitOn(notCompared(run.options.match, run.peer, run.packs, rendered.value));
  return finish(await gated(rendered.value, run), run);
};
