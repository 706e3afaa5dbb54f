/**
 * Lets so many jobs run at once; the others wait their turn. Each question to a cluster starts a helm or a kubectl, and
 * with it the login plugin of the kubeconfig: all of them at once would be slower than a few at a time.
 */
export function atMost(limit: number): <T>(job: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = limit;
  return async (job) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await job();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
