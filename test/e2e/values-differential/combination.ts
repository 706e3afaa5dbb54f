import type { SetFlag } from '../../../src/values/set-flag.ts';
import { Random } from './random.ts';
import { randomFlag } from './random-flag.ts';
import { randomYaml } from './random-yaml.ts';

/** What a user may give to one helm command. */
export interface Combination {
  readonly seed: number;
  readonly files: readonly { readonly name: string; readonly text: string }[];
  readonly setFlags: readonly SetFlag[];
}

/** One to three values files and none to four flags, the same for the same seed. */
export function combination(seed: number): Combination {
  const random = new Random(seed);
  const files = random.times(random.between(1, 3), () => randomYaml(random));
  return {
    seed,
    files: files.map((text, index) => ({ name: `values-${index}.yaml`, text })),
    setFlags: random.times(random.between(0, 4), () => randomFlag(random)),
  };
}
