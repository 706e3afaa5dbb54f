import type { LiveProblem } from '../../../live/problems.ts';
import type { Observation } from './check.ts';

export const fine = (seen: string): Observation => ({ status: 'ok', seen });
export const wrong = (seen: string): Observation => ({ status: 'failed', seen });
export const notYet = (seen: string): Observation => ({ status: 'waiting', seen });
export const unknown = (seen: string): Observation => ({ status: 'unknown', seen });
export const notAsked = (seen: string): Observation => ({ status: 'skipped', seen });

/** A question that got no usable answer. */
export const unanswered = ({ what, remedy }: LiveProblem): Observation => unknown(`${what} ${remedy}`);

export const NO_CLUSTER = notAsked('no cluster was asked, only a server by its address');
