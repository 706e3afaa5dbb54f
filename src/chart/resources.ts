const UNITS = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** A quantity as a number; undefined for what is none. */
function amount(quantity: unknown): number | undefined {
  if (typeof quantity === 'number') return quantity;
  if (typeof quantity !== 'string') return undefined;
  const [, digits, unit = ''] = /^\s*(\+?[0-9]+\.?[0-9]*)([numkMGTPE]|[KMGTPE]i|)\s*$/.exec(quantity) ?? [];
  if (digits === undefined) return undefined;
  const power = UNITS.indexOf(unit);
  return Number(digits) * (power < 0 ? 1024 ** BINARY.indexOf(unit) : 1000 ** (power - UNITS.indexOf('')));
}

/** Floats are not exact, and quantities that are equal are taken. */
const ABOVE = 1 + 1e-9;

/** Whether a quantity of Kubernetes is surely above another: 2Gi above 512Mi. False for what is no plain quantity. */
export function isAbove(quantity: unknown, other: unknown): boolean {
  const [asked, most] = [amount(quantity), amount(other)];
  return asked !== undefined && most !== undefined && asked > most * ABOVE;
}

/** Whether a quantity is surely not a whole number: 0.5 or 1500m. */
export function isFraction(quantity: unknown): boolean {
  const number = amount(quantity);
  return number !== undefined && Math.abs(number - Math.round(number)) > 1e-9;
}

/** Resources that Kubernetes gives to containers itself, by names without a domain; huge pages have their size in the name. */
export const OWN_RESOURCES = ['cpu', 'memory', 'ephemeral-storage'];

const IS_HUGE_PAGES = /^hugepages-/;

/** Whether a name without a domain is that of a resource of containers. */
export const isOwnResource = (name: string): boolean =>
  OWN_RESOURCES.includes(name) || IS_HUGE_PAGES.test(name);

/** Whether a resource is one of a device plugin or the like, such as `nvidia.com/gpu`, which is counted in whole numbers. */
export const isExtended = (name: string): boolean => name.includes('/') && !name.includes('kubernetes.io/');

/** Whether a container gets exactly what it requests: the limit must be there and equal the request. */
export const isNeverShared = (name: string): boolean => isExtended(name) || IS_HUGE_PAGES.test(name);
