import type { Sourced } from '../step/source.ts';

/** What was asked for one release by flags, environment and config, in this order of precedence. */
export interface StatedIntent {
  readonly phase?: Sourced<string>;
  /** Settings of the phases by name, such as `ingesterWeight`, each as it was written. */
  readonly settings: ReadonlyMap<string, Sourced<string>>;
  readonly chartVersion?: Sourced<string>;
  readonly serverVersion?: Sourced<string>;
  readonly choices: Choices;
}

export interface ReleaseName {
  readonly name: string;
  readonly namespace: string;
}

/** One Helm release may hold several products: each is a release of its pack. */
export interface ReleaseOfPack extends ReleaseName {
  readonly pack: string;
}

/** What the user allowed or forbade. Ids are audit ids or rule ids. */
export interface Choices {
  readonly correct: ReadonlySet<string>;
  readonly noCorrect: ReadonlySet<string>;
  readonly acceptLoss: boolean;
  readonly acceptUnknownChart: boolean;
}
