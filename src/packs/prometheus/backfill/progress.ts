import { grouped } from '../../../english.ts';
import type { Terminal } from '../../../pack.ts';
import { durationText } from '../../../times.ts';
import { lengthOf } from './ranges.ts';
import type { SavedState } from './state.ts';

/** Shows how far a run is. */
export interface Progress {
  update(state: SavedState, samples: number): void;
  note(text: string): void;
  end(): void;
}

/** Between two lines where there is no terminal. */
const LINE_EVERY_MS = 30_000;

const megabytes = (): number => Math.round(process.memoryUsage.rss() / 1e6);

function figures(state: SavedState, samples: number, started: number, doneAtStart: number) {
  const whole = state.end - state.start;
  const done = lengthOf(state.copied);
  const elapsed = performance.now() - started;
  const share = (done - doneAtStart) / whole;
  const left = share > 0 ? ((whole - done) / whole / share) * elapsed : undefined;
  return {
    percent: Math.floor((100 * done) / whole),
    at: new Date(state.copied.at(-1)?.[1] ?? state.start).toISOString().slice(0, 16),
    rate: grouped(Math.round((samples / Math.max(1, elapsed)) * 1000)),
    left: left === undefined ? '?' : durationText(left),
    memory: megabytes(),
  };
}

/** A line now and then, for logs. */
export function lineProgress(writeError: (text: string) => void, state: SavedState): Progress {
  const started = performance.now();
  const before = lengthOf(state.copied);
  let last = started;
  return {
    update(now, samples) {
      if (performance.now() - last < LINE_EVERY_MS) return;
      last = performance.now();
      const { percent, at, rate, left, memory } = figures(now, samples, started, before);
      writeError(`${percent} % copied, up to ${at}Z, ${rate} samples/s, ${left} left, ${memory} MB\n`);
    },
    note: (text) => writeError(`${text}\n`),
    end: () => undefined,
  };
}

/** A bar on a terminal. */
export async function barProgress(screen: NodeJS.WriteStream, state: SavedState): Promise<Progress> {
  const { SingleBar, Presets } = (await import('cli-progress')).default;
  const bar = new SingleBar(
    {
      stream: screen,
      format: '{bar} {percent} % | up to {at}Z | {rate} samples/s | {left} left | {memory} MB',
      hideCursor: true,
      etaBuffer: 1,
    },
    Presets.shades_classic,
  );
  const started = performance.now();
  const before = lengthOf(state.copied);
  const shown = figures(state, 0, started, before);
  bar.start(100, shown.percent, shown);
  return {
    update(now, samples) {
      const current = figures(now, samples, started, before);
      bar.update(current.percent, current);
    },
    note(text) {
      screen.clearLine(0);
      screen.cursorTo(0);
      screen.write(`${text}\n`);
    },
    end: () => bar.stop(),
  };
}

/** A bar on a terminal, lines elsewhere. */
export const progressFor = (terminal: Terminal, state: SavedState): Promise<Progress> =>
  terminal.screen === undefined
    ? Promise.resolve(lineProgress(terminal.writeError, state))
    : barProgress(terminal.screen, state);
