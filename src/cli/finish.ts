import type { UsageEnd } from './command-line.ts';
import type { ExitCode, Io } from './io.ts';

/** Tells on standard error why nothing could be done. */
export function fail(io: Io, message: string): 2 {
  io.writeError(message.endsWith('\n') ? message : `${message}\n`);
  return 2;
}

/** Help goes to standard output, a mistake in the call to standard error. */
export function endUsage({ code, text }: UsageEnd, io: Io): ExitCode {
  if (code === 0) io.writeOut(text);
  return code === 0 ? 0 : fail(io, text);
}

/** Writes a command's result. @returns 2 where nobody takes it */
export function writeResult(text: string, io: Io): 0 | 2 {
  const written = io.writeOut(text);
  return written.ok
    ? 0
    : fail(io, `phasegate: standard output was closed before all was written (${written.error})`);
}
