import { urlEndpoint } from '../../live/http.ts';
import type { VerifyQuestion } from '../../packs/pyroscope/checks/context.ts';
import { isPhase, PHASES, type Phase } from '../../packs/pyroscope/phases.ts';
import { err, ok, type Result } from '../../result.ts';
import { parseDuration } from '../../times.ts';
import type { Io } from '../io.ts';
import { minSoak } from '../live/min-soak.ts';
import type { VerifyFlags } from './flags.ts';

/** What the flags ask, but for the phase where it is left to the manifest. */
export interface AskedByFlags extends Omit<VerifyQuestion, 'phase'> {
  readonly phase?: Phase;
  readonly minSoakMs?: number;
}

const HOUR = 3_600_000;

function address(flag: string, word: string): Result<ReturnType<typeof urlEndpoint>, string> {
  return URL.canParse(word)
    ? ok(urlEndpoint(new URL(word)))
    : err(`phasegate: ${flag}: ${JSON.stringify(word)} is no URL`);
}

/** @returns the message for exit code 2 where a word is no phase, duration or URL */
export function questionOf(flags: VerifyFlags, io: Io): Result<AskedByFlags, string> {
  const { phase, tenant, since, prometheusUrl, url } = flags;
  if (phase !== undefined && !isPhase(phase))
    return err(`phasegate: --phase: ${JSON.stringify(phase)} is no phase (${PHASES.join(', ')})`);
  const sinceMs = since === undefined ? ok(HOUR) : parseDuration(since);
  if (!sinceMs.ok) return err(`phasegate: --since: ${sinceMs.error}`);
  const soak = minSoak(flags.minSoak);
  if (!soak.ok) return soak;
  const prometheus = prometheusUrl === undefined ? undefined : address('--prometheus-url', prometheusUrl);
  if (prometheus && !prometheus.ok) return prometheus;
  const server = url === undefined ? undefined : address('--url', url);
  if (server && !server.ok) return server;
  return ok({
    ...(phase !== undefined && { phase }),
    ...(tenant !== undefined && { tenant }),
    sinceMs: sinceMs.value,
    ...(soak.value !== undefined && { minSoakMs: soak.value }),
    ...(prometheus && { prometheus: prometheus.value }),
    ...(server && { server: server.value }),
    signal: io.interrupted,
  });
}
