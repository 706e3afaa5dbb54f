/** The value under a path of keys, undefined where there is none. */
export function field(json: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
    json,
  );
}

export const textOf = (json: unknown): string => (typeof json === 'string' ? json : '');

export const numberOf = (json: unknown): number => (typeof json === 'number' ? json : 0);

export const listOf = (json: unknown): readonly unknown[] => (Array.isArray(json) ? json : []);
