/**
 * Adds members that are worked out when they are first looked at, and once: most of a release is never looked at.
 * @param base is changed, and returned
 */
export function withLazy<T extends object, L extends object>(
  base: T,
  members: { readonly [Name in keyof L]: () => L[Name] },
): T & L {
  for (const name of Object.keys(members) as (keyof L & string)[]) {
    const get = (): L[keyof L] => {
      const value = members[name]();
      Object.defineProperty(base, name, { value, enumerable: true, configurable: true });
      return value;
    };
    Object.defineProperty(base, name, { get, enumerable: true, configurable: true });
  }
  return base as T & L;
}
