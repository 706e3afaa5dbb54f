import type { Baseline } from '../lint/baseline.ts';
import type { RuleNames } from '../lint/rule-names.ts';
import { EarlyExit } from './exit-code.ts';
import { Inputs } from './inputs.ts';
import type { Io } from './io.ts';

function isBaseline(data: unknown): data is Baseline {
  if (typeof data !== 'object' || data === null) return false;
  const { version, findings } = data as Partial<Baseline>;
  return version === 1 && Array.isArray(findings);
}

const HINT = 'phasegate lint --write-baseline creates one';

/**
 * A baseline, its rules by today's names: it may have been written when one had another.
 * @throws EarlyExit if it cannot be read, or is not a baseline
 */
export function readBaseline(file: string, io: Io, names: RuleNames): Baseline {
  const text = new Inputs(io).read(file);
  if (!text.ok) throw new EarlyExit(`phasegate: baseline ${file}: ${text.error}; ${HINT}`);
  try {
    const data: unknown = JSON.parse(text.value);
    if (isBaseline(data)) {
      const findings = data.findings.map((one) => ({ ...one, ruleId: names.today(one.ruleId) }));
      return { ...data, findings };
    }
  } catch {
    // Reported below, as any other text that is not a baseline.
  }
  throw new EarlyExit(`phasegate: baseline ${file}: not a baseline file; ${HINT}`);
}
