import type { Baseline } from '../lint/baseline.ts';
import { EarlyExit } from './exit-code.ts';
import { Inputs } from './inputs.ts';
import type { Io } from './io.ts';

function isBaseline(data: unknown): data is Baseline {
  if (typeof data !== 'object' || data === null) return false;
  const { version, findings } = data as Partial<Baseline>;
  return version === 1 && Array.isArray(findings);
}

const HINT = 'phasegate lint --write-baseline creates one';

/** @throws EarlyExit if it cannot be read, or is none */
export function readBaseline(file: string, io: Io): Baseline {
  const text = new Inputs(io).read(file);
  if (!text.ok) throw new EarlyExit(`phasegate: baseline ${file}: ${text.error}; ${HINT}`);
  try {
    const data: unknown = JSON.parse(text.value);
    if (isBaseline(data)) return data;
  } catch {
    // Reported below, as any other text that is not a baseline.
  }
  throw new EarlyExit(`phasegate: baseline ${file}: not a baseline file; ${HINT}`);
}
