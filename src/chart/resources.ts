import { nearest } from '../nearest.ts';
import { type Fields, isFields, NONE, type Refusal, said } from './fields-together.ts';
import { isOfForm } from './leaf-schema.ts';

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
function isFraction(quantity: unknown): boolean {
  const number = amount(quantity);
  return number !== undefined && Math.abs(number - Math.round(number)) > 1e-9;
}

/** Resources that Kubernetes gives to containers itself, by names without a domain; huge pages have their size in the name. */
const OWN_RESOURCES = ['cpu', 'memory', 'ephemeral-storage'];

const IS_HUGE_PAGES = /^hugepages-/;

/** Whether a name without a domain is that of a resource of containers. */
const isOwnResource = (name: string): boolean => OWN_RESOURCES.includes(name) || IS_HUGE_PAGES.test(name);

/** Whether a resource is one of a device plugin or the like, such as `nvidia.com/gpu`, which is counted in whole numbers. */
const isExtended = (name: string): boolean => name.includes('/') && !name.includes('kubernetes.io/');

/** Whether a container gets exactly what it requests: the limit must be there and equal the request. */
export const isNeverShared = (name: string): boolean => isExtended(name) || IS_HUGE_PAGES.test(name);

/** A resource of nearly the same name, or a part of its name. A short name of another letter is no slip: gpu is not cpu. */
function resourceMeant(name: string): string | undefined {
  const plain = name.toLowerCase();
  const part = OWN_RESOURCES.find((one) => one.startsWith(plain) || one.endsWith(plain));
  return plain.length < 3
    ? undefined
    : (part ?? (plain.length > 3 ? nearest(plain, OWN_RESOURCES) : undefined));
}

/** Names of resources that a container cannot have, and quantities that cannot be divided. */
export function resourceNames({ requests, limits }: Fields): readonly Refusal[] {
  return Object.entries({ requests, limits }).flatMap(([side, quantities]) =>
    Object.entries(isFields(quantities) ? quantities : {}).flatMap(([name, quantity]) => {
      const at = [side, name];
      if (said(name) === undefined || quantity === null) return NONE;
      const isPlain = !name.includes('/');
      if (isPlain ? !isOwnResource(name) : !isOfForm(name, 'qualified')) {
        const meant = resourceMeant(name);
        const remedy =
          meant === undefined
            ? 'write the domain in front of it, such as nvidia.com/gpu, or remove it'
            : `did you mean ${meant}?`;
        return [{ at, what: 'is no resource that a container can have', remedy }];
      }
      return isExtended(name) && isFraction(quantity)
        ? [{ at, what: 'must be a whole number', remedy: 'write a whole number' }]
        : NONE;
    }),
  );
}

/** Requests that their limits do not allow. */
export function resources({ requests, limits }: Fields): readonly Refusal[] {
  if (!isFields(requests)) return NONE;
  const most = isFields(limits) ? limits : {};
  return Object.entries(requests).flatMap(([name, request]) => {
    const at = ['requests', name];
    const limit = Object.hasOwn(most, name) ? most[name] : undefined;
    if (isNeverShared(name) && request !== null && (limit ?? null) === null)
      return [
        { at, what: `stands without limits.${name}`, remedy: `write the same quantity in limits.${name}` },
      ];
    if (isNeverShared(name) && isAbove(limit, request))
      return [{ at, what: `is below limits.${name}`, remedy: 'write the same quantity in both' }];
    return isAbove(request, limit)
      ? [{ at, what: `is above limits.${name}`, remedy: `lower it, or raise limits.${name}` }]
      : NONE;
  });
}
