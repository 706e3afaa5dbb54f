import type { Sample } from '../live/prometheus-text.ts';
import { total } from '../live/samples.ts';
import type { CheckContext } from './check.ts';

/** A dual server is ready after 62 s; bootstrapping raft may take 2.6 minutes. */
const SETTLED_AFTER = 180_000;

/** Milliseconds since 1970. */
export const startOf = (samples: readonly Sample[]): number =>
  total(samples, 'process_start_time_seconds') * 1000;

/** What is not there yet may still come. */
export const isYoungSince = ({ now }: CheckContext, start: number): boolean => now() - start < SETTLED_AFTER;

export const isYoung = (context: CheckContext, samples: readonly Sample[]): boolean =>
  isYoungSince(context, startOf(samples));
