/** Helm's major versions read values differently in places: 3 stands for v3.21.4, 4 for v4.2.4. */
export type HelmMajor = 3 | 4;

/** Helm 4 if the user did not say which: it reads every document of a values file, so nothing is overlooked. */
export const defaultHelm: HelmMajor = 4;
