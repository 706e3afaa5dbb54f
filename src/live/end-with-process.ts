const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Calls `killAll` (which must not wait) when this process ends, by itself or by a signal; the children are in groups
 * of their own, so that a terminal's Ctrl-C does not reach them. Returns what takes this back.
 */
export function endWithProcess(killAll: () => void): () => void {
  const onSignal = (signal: NodeJS.Signals): void => {
    killAll();
    forget();
    // A listener takes the place of a signal's own effect: without another listener, it has to be sent again.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  const forget = (): void => {
    process.off('exit', killAll);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  process.on('exit', killAll);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return forget;
}
