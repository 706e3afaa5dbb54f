import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { EarlyExit } from '../early-exit.ts';
import { counted } from '../english.ts';
import {
  Allowance,
  type Baseline,
  type BaselineFiles,
  baselineOf,
  type IsNeedless,
} from '../lint/baseline.ts';
import type { LintFinding } from '../lint/lint-result.ts';
import type { RuleNames } from '../lint/rule-names.ts';
import { rulesOf } from '../rules/rules-of-pack.ts';
import { showAssignment } from '../values/set-grammar.ts';
import { Inputs } from './inputs.ts';
import type { Io } from './io.ts';
import type { LintedSource } from './lint/lint-files.ts';
import type { LintRun } from './lint/lint-run.ts';
import { writeFile } from './outputs.ts';
import { isOfDisk, pathFrom, realPath } from './repository-paths.ts';
import { setFlagsOf } from './shared-options.ts';

function isBaseline(data: unknown): data is Baseline {
  if (typeof data !== 'object' || data === null) return false;
  const { version, findings } = data as Partial<Baseline>;
  return (version === 1 || version === 2) && Array.isArray(findings);
}

/** How a baseline calls files: by their path from its folder, wherever phasegate runs. */
export function filesOf(baseline: string, io: Pick<Io, 'cwd'>): BaselineFiles {
  const folder = dirname(resolve(io.cwd, baseline));
  return {
    nameOf: (file) => pathFrom(folder, file, io),
    // Links may lead elsewhere on another machine, so the baseline keeps the names by which files were linted.
    identityOf: (name) => realPath(name, { cwd: folder }),
  };
}

/** The names of version 1 count from a working directory: today's where the file is there, else that of the baseline. */
function nameToday(name: string, version: 1 | 2, baseline: string, io: Pick<Io, 'cwd'>): string {
  const folder = dirname(resolve(io.cwd, baseline));
  const isHere = version === 1 && existsSync(resolve(io.cwd, name));
  return pathFrom(folder, name, { cwd: isHere ? io.cwd : folder });
}

/**
 * A baseline, its rules and files by today's names: it may have been written when they had others.
 * @throws EarlyExit if it cannot be read, or is not a baseline
 */
export function readBaseline(file: string, io: Io, names: RuleNames): Baseline {
  const text = new Inputs(io).read(file);
  if (!text.ok)
    throw new EarlyExit(
      `phasegate: baseline ${file}: ${text.error}; phasegate lint --write-baseline creates one`,
    );
  try {
    const data: unknown = JSON.parse(text.value);
    if (isBaseline(data)) {
      const findings = data.findings.map((one) => ({
        ...one,
        ruleId: names.today(one.ruleId),
        file: nameToday(one.file, data.version, file, io),
      }));
      return { ...data, findings };
    }
  } catch {
    // Reported below, as any other text that is not a baseline.
  }
  throw new EarlyExit(
    `phasegate: baseline ${file}: not a baseline file; remove it, and create one with phasegate lint --write-baseline`,
  );
}

const DEFAULT_FILE = 'phasegate-baseline.json';

/** The baseline in force: the flag's, else the config's; with --write-baseline there is always one. */
function baselineFile({ flags, settings }: LintRun): string | undefined {
  const { baseline, writeBaseline } = flags;
  const fallback = writeBaseline ? DEFAULT_FILE : undefined;
  return baseline ?? settings.pathInConfig(settings.lint.baseline) ?? fallback;
}

/** Rules that look at what was before as well, which only a run that is given both judges. */
const rulesOfSteps = (packs: LintRun['packs']): ReadonlySet<string> =>
  new Set(
    packs.flatMap((pack) =>
      rulesOf(pack).flatMap(({ id, needs = [] }) => (needs.includes('before') ? [`${pack.name}/${id}`] : [])),
    ),
  );

/**
 * What a run can say of an entry without a finding. It knows of the files that it was given, and whose values it could
 * read. Of a release it knows the last file alone: those below it are merged into other releases as well, which may need
 * what this one does not.
 */
function needlessIn(
  baseline: string,
  sources: readonly LintedSource[],
  { flags, packs, io }: LintRun,
): IsNeedless {
  const { nameOf, identityOf } = filesOf(baseline, io);
  const folder = dirname(resolve(io.cwd, baseline));
  const linted = new Set(
    sources.flatMap(({ file, values }) => (values.length > 0 ? [identityOf(nameOf(file))] : [])),
  );
  const given = new Set(setFlagsOf(flags).map((one) => `${one.flag} ${showAssignment(one, one.text)}`));
  const isStep = flags.fromChartVersion !== undefined || flags.fromValues.length > 0;
  const unasked = isStep ? new Set<string>() : rulesOfSteps(packs);
  return ({ file, ruleId }) => {
    if (isOfDisk(file) && !existsSync(resolve(folder, file))) return true;
    return !unasked.has(ruleId) && (given.has(file) || linted.has(identityOf(file)));
  };
}

function write(
  file: string,
  findings: readonly LintFinding[],
  sources: readonly LintedSource[],
  run: LintRun,
): void {
  const { io, names, note } = run;
  const files = filesOf(file, io);
  const isNeedless = needlessIn(file, sources, run);
  const before = existsSync(resolve(io.cwd, file)) ? readBaseline(file, io, names).findings : [];
  const kept = before.filter((entry) => !isNeedless(entry));
  writeFile(file, `${JSON.stringify(baselineOf(findings, files, kept), null, 2)}\n`, io);
  const others =
    kept.length > 0
      ? `; ${counted(kept.length, 'entry', 'entries')} that this run did not check ${kept.length === 1 ? 'stays' : 'stay'}`
      : '';
  note(`${counted(findings.length, 'finding is', 'findings are')} accepted in ${file}${others}`);
}

/** What is left of the findings, and how many the baseline accepts. */
interface AgainstBaseline {
  readonly findings: readonly LintFinding[];
  readonly baselined: number;
}

/** Removes what the baseline accepts, or writes one that accepts all. @throws EarlyExit */
export function againstBaseline(
  findings: readonly LintFinding[],
  sources: readonly LintedSource[],
  run: LintRun,
): AgainstBaseline {
  const file = baselineFile(run);
  if (file === undefined) return { findings, baselined: 0 };
  if (run.flags.writeBaseline) {
    write(file, findings, sources, run);
    return { findings: [], baselined: findings.length };
  }
  const allowance = new Allowance(readBaseline(file, run.io, run.names), filesOf(file, run.io));
  const fresh = findings.filter((finding) => !allowance.accepts(finding));
  const needless = allowance.unused.filter(needlessIn(file, sources, run));
  if (needless.length > 0)
    run.note(
      `${counted(needless.length, 'entry', 'entries')} in ${file} no longer needed; --write-baseline removes ${needless.length === 1 ? 'it' : 'them'}`,
    );
  return { findings: fresh, baselined: findings.length - fresh.length };
}
