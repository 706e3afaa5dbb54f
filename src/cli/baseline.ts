import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { counted } from '../english.ts';
import { type Baseline, baselineOf, compareWithBaseline, type NameInBaseline } from '../lint/baseline.ts';
import type { LintFinding } from '../lint/lint-result.ts';
import type { RuleNames } from '../lint/rule-names.ts';
import { EarlyExit } from './exit-code.ts';
import { Inputs } from './inputs.ts';
import type { Io } from './io.ts';
import type { LintRun } from './lint/lint-run.ts';
import { writeFile } from './outputs.ts';
import { pathFrom } from './repository-paths.ts';

function isBaseline(data: unknown): data is Baseline {
  if (typeof data !== 'object' || data === null) return false;
  const { version, findings } = data as Partial<Baseline>;
  return (version === 1 || version === 2) && Array.isArray(findings);
}

const HINT = 'phasegate lint --write-baseline creates one';

/** How a baseline calls files: by their path from its folder, wherever phasegate runs. */
export const namesIn =
  (baseline: string, io: Pick<Io, 'cwd'>): NameInBaseline =>
  (file) =>
    pathFrom(dirname(resolve(io.cwd, baseline)), file, io);

/**
 * The names of version 1 count from a working directory: today's where the file is there, else that of the baseline. Any
 * name may lead through a link.
 */
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
  if (!text.ok) throw new EarlyExit(`phasegate: baseline ${file}: ${text.error}; ${HINT}`);
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
  throw new EarlyExit(`phasegate: baseline ${file}: not a baseline file; ${HINT}`);
}

const DEFAULT_FILE = 'phasegate-baseline.json';

/** The baseline in force: the flag's, else the config's; with --write-baseline there is always one. */
function baselineFile({ flags, settings }: LintRun): string | undefined {
  const { baseline, writeBaseline } = flags;
  const fallback = writeBaseline ? DEFAULT_FILE : undefined;
  return baseline ?? settings.pathInConfig(settings.lint.baseline) ?? fallback;
}

/** What is left of the findings, and how many the baseline accepts. */
interface AgainstBaseline {
  readonly findings: readonly LintFinding[];
  readonly baselined: number;
}

/** Removes what the baseline accepts, or writes one that accepts all. @throws EarlyExit */
export function againstBaseline(findings: readonly LintFinding[], run: LintRun): AgainstBaseline {
  const file = baselineFile(run);
  if (file === undefined) return { findings, baselined: 0 };
  if (run.flags.writeBaseline) {
    writeFile(file, `${JSON.stringify(baselineOf(findings, namesIn(file, run.io)), null, 2)}\n`, run.io);
    run.note(`${counted(findings.length, 'finding is', 'findings are')} accepted in ${file}`);
    return { findings: [], baselined: findings.length };
  }
  const {
    findings: fresh,
    baselined,
    stale,
  } = compareWithBaseline(findings, readBaseline(file, run.io, run.names), namesIn(file, run.io));
  if (stale.length > 0)
    run.note(
      `${counted(stale.length, 'entry', 'entries')} in ${file} no longer needed; --write-baseline removes them`,
    );
  return { findings: fresh, baselined };
}
