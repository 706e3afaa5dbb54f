/**
 * Values as the compiled validators take them: integers too large for a number become one, and objects have no
 * prototype, so that a key such as `__proto__` or `constructor` is only a key.
 */
export function checkable(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(checkable);
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = Object.create(null);
  for (const [key, child] of Object.entries(value)) copy[key] = checkable(child);
  return copy;
}

/** Stretches that something other than Helm fills in first: `${VAR}`, `{{ … }}`, `<VALUE>`, `%VALUE%`. */
const PLACEHOLDER = /\$\{|\{\{|^%[^%]+%$|^<.+>$/;

/** Whether the value at a path is a text that is filled in before Helm sees it. */
export function isPlaceholder(values: unknown, path: readonly string[]): boolean {
  let here = values;
  for (const key of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return false;
    here = Reflect.get(here, key);
  }
  return typeof here === 'string' && PLACEHOLDER.test(here);
}
