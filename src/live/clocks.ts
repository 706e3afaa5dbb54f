import type { Endpoint, Revision } from './cluster.ts';

/** Two clocks that differ: no time can be compared then. */
export interface ClockSkew {
  readonly what: string;
  readonly remedy: string;
}

const TOLERATED = 2 * 60_000;

const minutes = (milliseconds: number): string => `${Math.round(milliseconds / 60_000)} min`;

/**
 * Tells when a revision was written more than 2 minutes in the future: no time since then can be trusted. Helm writes
 * the clock of the machine it runs on, so that this compares two machines, neither of which need be the cluster.
 */
export function historySkew(history: readonly Revision[], now: Date): ClockSkew | undefined {
  const furthest = history
    .map(({ revision, updated }) => ({ revision, updated, ahead: Date.parse(updated) - now.getTime() }))
    .filter(({ ahead }) => ahead > TOLERATED)
    .toSorted((a, b) => b.ahead - a.ahead)[0];
  if (furthest === undefined) return undefined;
  const { revision, updated, ahead } = furthest;
  return {
    what: `Revision ${revision} is dated ${updated}, ${minutes(ahead)} in the future by the local clock (${now.toISOString()}).`,
    remedy:
      'Correct the clock of this machine, or of the one that ran helm. Until then the time in a phase is unknown.',
  };
}

/** Compares the local clock with those of the servers that answer; HTTP answers carry a date, to the second. */
export interface ServerClocks {
  /** The endpoint, whose answers are looked at in passing. */
  readonly watched: (endpoint: Endpoint) => Endpoint;
  /** The widest difference seen so far, if it is more than 2 minutes. */
  readonly skew: () => ClockSkew | undefined;
}

export function serverClocks(now: () => number = Date.now): ServerClocks {
  let widest = 0;
  return {
    watched: (endpoint) => async (request) => {
      const answer = await endpoint(request);
      const date = answer.ok ? answer.value.date : undefined;
      const ahead = date === undefined ? 0 : now() - date;
      if (Math.abs(ahead) > Math.abs(widest)) widest = ahead;
      return answer;
    },
    skew: () =>
      Math.abs(widest) <= TOLERATED
        ? undefined
        : {
            what: `The local clock is ${minutes(Math.abs(widest))} ${widest > 0 ? 'ahead of' : 'behind'} the clock of a server.`,
            remedy:
              'Correct the clock of this machine, or of the node. Until then the time in a phase is unknown.',
          },
  };
}
