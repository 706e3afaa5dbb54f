/** How a destination can be read back. */
export type ReadBack = 'remote_read' | 'export' | 'none';

/** What is known of a product as a destination; the audit of its versions is told in docs/prometheus/backfill.md. */
export interface Product {
  readonly title: string;
  /** Paths of remote_write by which an address shows its product. */
  readonly writePath: RegExp;
  /** Where it is read back, for the part of the path in front of `writePath`. */
  readonly readPath?: string;
  readonly readBack: ReadBack;
  /** The longest range that is read and written at once, in ms. */
  readonly slab: number;
  /** Whether a sample that is sent twice is stored once. */
  readonly isIdempotent: boolean;
  /** Whether acknowledged samples can vanish when the store compacts, so that a second comparison is needed. */
  readonly losesOnCompaction: boolean;
  /** Whether it stores native histograms; elsewhere it acknowledges them and drops them. */
  readonly takesHistograms: boolean;
  /** Whether −0 stays −0. Mimir and Cortex leave a zero out of the messages between their parts, whatever its sign. */
  readonly keepsSignOfZero: boolean;
}

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
const TWO_HOURS = 120 * MINUTE;

export const PRODUCTS = {
  prometheus: {
    title: 'Prometheus',
    writePath: /\/api\/v1\/write$/,
    readPath: '/api/v1/read',
    readBack: 'remote_read',
    slab: QUARTER,
    isIdempotent: true,
    losesOnCompaction: true,
    takesHistograms: true,
    keepsSignOfZero: true,
  },
  victoriametrics: {
    title: 'VictoriaMetrics',
    writePath: /\/api\/v1\/write$/,
    readBack: 'export',
    slab: TWO_HOURS,
    isIdempotent: false,
    losesOnCompaction: false,
    takesHistograms: false,
    keepsSignOfZero: false,
  },
  mimir: {
    title: 'Mimir',
    writePath: /\/api\/(?:v1|prom)\/push$/,
    readPath: '/prometheus/api/v1/read',
    readBack: 'remote_read',
    slab: QUARTER,
    isIdempotent: true,
    losesOnCompaction: true,
    takesHistograms: true,
    keepsSignOfZero: false,
  },
  cortex: {
    title: 'Cortex',
    writePath: /\/api\/v1\/push$/,
    readPath: '/prometheus/api/v1/read',
    readBack: 'remote_read',
    slab: QUARTER,
    isIdempotent: true,
    losesOnCompaction: true,
    takesHistograms: false,
    keepsSignOfZero: false,
  },
  thanos: {
    title: 'Thanos',
    writePath: /\/api\/v1\/receive$/,
    readBack: 'none',
    slab: QUARTER,
    isIdempotent: true,
    losesOnCompaction: true,
    takesHistograms: true,
    keepsSignOfZero: true,
  },
  influxdb: {
    title: 'InfluxDB',
    writePath: /\/api\/v1\/prom\/write$/,
    readPath: '/api/v1/prom/read',
    readBack: 'remote_read',
    slab: TWO_HOURS,
    isIdempotent: true,
    losesOnCompaction: false,
    takesHistograms: false,
    keepsSignOfZero: true,
  },
  m3: {
    title: 'M3',
    writePath: /\/api\/v1\/prom\/remote\/write$/,
    readPath: '/api/v1/prom/remote/read',
    readBack: 'remote_read',
    slab: QUARTER,
    isIdempotent: true,
    losesOnCompaction: false,
    takesHistograms: false,
    keepsSignOfZero: true,
  },
} as const satisfies Readonly<Record<string, Product>>;

export type ProductName = keyof typeof PRODUCTS;
