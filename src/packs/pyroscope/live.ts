import type { Pack } from '../../pack.ts';
import type { PyroscopeFacts } from './read/facts.ts';

/** The members of the pack by which the running system is asked. */
export const live = {
  checks: async () => (await import('./checks/index.ts')).CHECKS,
  /** The server's container beside sidecars: the one that is told which component to be. */
  isMainContainer: ({ args }, component) => args.includes(`-target=${component}`),
} satisfies Pick<Pack<PyroscopeFacts>, 'checks' | 'isMainContainer'>;
