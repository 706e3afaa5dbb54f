import { bothLayersOff } from './both-layers-off.ts';
import type { PyroscopeRule } from './rule.ts';

/** Every rule about values of the Pyroscope chart. A test holds this list to the files of the folder. */
export const RULES: readonly PyroscopeRule[] = [bothLayersOff];
