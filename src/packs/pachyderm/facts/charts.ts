/** The last patch of each minor of chart 2, all of which were read. */
const PATCHES = [8, 8, 8, 9, 6, 9, 11, 8, 10, 7, 7, 6] as const;

/** Known versions of the chart, oldest first. */
export const CHART_VERSIONS: readonly string[] = PATCHES.flatMap((last, minor) =>
  Array.from({ length: last + 1 }, (_, patch) => `2.${minor}.${patch}`),
);

/** The first chart in which something is so. */
export const FIRST_CHART = {
  /** The ports of pachd and of the enterprise server are values. */
  portValues: '2.2.0',
  /** The bundled PostgreSQL has passwords that stand in the chart (audit D-64). */
  insecurePasswords: '2.3.0',
  /** pachd opens its bucket by STORAGE_URL, and knows no backend MINIO (audit D-28). */
  storageUrl: '2.11.0',
} as const;
