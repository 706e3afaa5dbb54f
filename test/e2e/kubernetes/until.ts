import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks again until there is an answer.
 * @param what for the message: "the API server is ready"
 * @param ask returns undefined while it has to be asked again; what it throws ends the waiting
 * @param lastSeen what to show when time is up
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  { seconds = 60, lastSeen = () => '' }: { seconds?: number; lastSeen?: () => string } = {},
): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  while (performance.now() < deadline) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await pause(200);
  }
  throw new Error(`after ${seconds} s it is still not so that ${what}\n${lastSeen()}`);
}
