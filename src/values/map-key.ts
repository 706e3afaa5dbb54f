import { floatKey } from './float-key.ts';
import { isInt64 } from './go-number.ts';
import type { Resolved } from './resolve-scalar.ts';

/** A key as Helm writes it in JSON: `1:` is "1", `010:` is "8", `yes:` is "true". Undefined where Helm refuses. */
export function mapKey(key: Resolved): string | undefined {
  switch (key.type) {
    case 'null':
      return undefined;
    case 'float':
      return floatKey(key.value);
    case 'int':
      return isInt64(key.value) ? String(key.value) : undefined;
    default:
      return String(key.value);
  }
}
