/** Keeps what is made when it is first asked for. */
export function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Keeps what is made of each text, for as long as the program runs. */
export const lazyByText = <V>(make: (key: string) => V): ((key: string) => V) => keptIn(new Map(), make);

/** Keeps what is made of each object, for as long as the object lives. Nobody may change an object that was asked about. */
export const lazyByObject = <K extends object, V>(make: (key: K) => V): ((key: K) => V) =>
  keptIn(new WeakMap(), make);

function keptIn<K, V>(
  kept: { get(key: K): { readonly value: V } | undefined; set(key: K, made: { readonly value: V }): unknown },
  make: (key: K) => V,
): (key: K) => V {
  return (key) => {
    const known = kept.get(key);
    if (known) return known.value;
    const value = make(key);
    kept.set(key, { value });
    return value;
  };
}
