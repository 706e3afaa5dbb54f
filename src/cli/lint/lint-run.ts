import type { FoundValues } from '../../discover/found-values.ts';
import type { IgnoreContext } from '../../lint/apply-ignores.ts';
import { releaseValues } from '../../lint/build-release.ts';
import type { LintedValues } from '../../lint/lint-result.ts';
import { brokenFinding, lintValues, type PlacedValues } from '../../lint/lint-values.ts';
import type { SchemaCheck } from '../../lint/own-schema.ts';
import type { RawFinding } from '../../lint/raw-finding.ts';
import type { ValuesPack } from '../../lint/values-pack.ts';
import { ok, type Result } from '../../result.ts';
import type { HelmMajor } from '../../values/helm-major.ts';
import type { MapNode } from '../../values/tree.ts';
import { type ChartChoice, chartFor } from './choose-chart.ts';
import type { LintJob } from './lint-job.ts';
import type { LintSettings } from './lint-settings.ts';

/** What holds for all jobs of a run. */
export interface RunContext {
  readonly pack: ValuesPack;
  readonly helm: HelmMajor;
  readonly settings: LintSettings;
  readonly chartVersion?: string;
  readonly fromChart?: string;
  /** The values before, and the texts they stand in. */
  readonly before?: { readonly user: MapNode; readonly texts: ReadonlyMap<string, string> };
  readonly ownSchema?: SchemaCheck;
  readonly ruleIds: readonly string[];
  readonly today: string;
  /** Takes a sentence that is said once in a run. */
  readonly note: (text: string) => void;
}

export interface JobOutcome {
  readonly findings: readonly RawFinding[];
  readonly ignored: number;
  readonly values: readonly LintedValues[];
}

function toCheck(
  values: FoundValues,
  chart: string,
  textOf: (file: string) => string,
  context: RunContext,
): PlacedValues {
  const { pack, helm, fromChart, before, ownSchema } = context;
  const input = {
    user: values.values,
    chart,
    helm,
    textOf,
    ...(fromChart !== undefined && { fromChart }),
    ...(before && { fromUser: before.user }),
  };
  return {
    release: releaseValues(input, pack),
    duplicates: values.duplicates,
    prefix: values.prefix,
    ...(ownSchema && { ownSchema }),
  };
}

function charts(
  job: LintJob,
  all: readonly FoundValues[],
  { pack, settings, chartVersion, note }: RunContext,
): Result<readonly ChartChoice[], string> {
  const choices: ChartChoice[] = [];
  for (const values of all) {
    const chosen = chartFor(chartVersion, values, job.file, settings, pack.chartVersions);
    if (!chosen.ok) return chosen;
    if (chosen.value.note !== undefined) note(chosen.value.note);
    choices.push(chosen.value);
  }
  return ok(choices);
}

function withoutConfigIgnores(
  job: LintJob,
  findings: readonly RawFinding[],
  { settings, today }: RunContext,
): readonly RawFinding[] {
  return findings.filter((finding) => !settings.isIgnored(finding, job.file, today));
}

async function lintAll(
  job: LintJob,
  all: readonly FoundValues[],
  context: RunContext,
): Promise<Result<JobOutcome, string>> {
  const { pack, settings, ruleIds, today, before } = context;
  const chosen = charts(job, all, context);
  if (!chosen.ok) return chosen;
  const textOf = (file: string): string => job.texts.get(file) ?? before?.texts.get(file) ?? '';
  const placed = all.map((values, index) =>
    toCheck(values, chosen.value[index]?.version ?? '', textOf, context),
  );
  const ignores: IgnoreContext = { textOf, ruleIds, today };
  const found = await lintValues(placed, [...job.texts.keys()], pack, settings.rulesOf(job.file), ignores);
  const findings = withoutConfigIgnores(job, found.findings, context);
  return ok({
    findings,
    ignored: found.ignored + found.findings.length - findings.length,
    values: all.map(({ name }, index) => ({
      name,
      files: [...job.texts.keys()],
      pack: pack.name,
      chart: chosen.value[index]?.version ?? '',
      chartSource: chosen.value[index]?.source ?? '',
    })),
  });
}

/** Lints one job. @returns the message for exit code 2 where the chart version on the command line is none */
export async function runJob(job: LintJob, context: RunContext): Promise<Result<JobOutcome, string>> {
  const { content, texts } = job;
  if (content.kind === 'other') {
    context.note(`${job.file} holds ${content.what}: nothing for the linter`);
    return ok({ findings: [], ignored: 0, values: [] });
  }
  if (content.kind === 'values') return lintAll(job, content.values, context);
  const finding = brokenFinding(content.error, (file) => texts.get(file) ?? '');
  return ok({ findings: [finding], ignored: 0, values: [] });
}
