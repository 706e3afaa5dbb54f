import { duplicateKey } from './duplicate-key.ts';
import type { EngineRule } from './engine-rule.ts';
import { expiredIgnore } from './expired-ignore.ts';
import { invalidIgnore } from './invalid-ignore.ts';
import { invalidValue } from './invalid-value.ts';
import { misplacedKey } from './misplaced-key.ts';
import { syntax } from './syntax.ts';
import { unknownKey } from './unknown-key.ts';
import { unusedIgnore } from './unused-ignore.ts';
import { wrongType } from './wrong-type.ts';
import { yaml11Boolean } from './yaml-1.1-boolean.ts';

/** The engine's own rules; they hold for every chart. */
export const ENGINE_RULES: readonly EngineRule[] = [
  syntax,
  duplicateKey,
  unknownKey,
  misplacedKey,
  wrongType,
  invalidValue,
  yaml11Boolean,
  unusedIgnore,
  expiredIgnore,
  invalidIgnore,
];
